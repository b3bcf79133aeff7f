// The operations on experiments. Inputs have been validated against the shapes. Errors are those of TrackingView, in the API's words.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "service/sagemaker/tracking_context.h"

namespace tuner::sagemaker {

Result<nlohmann::json> create_experiment(const TrackingContext& context,
                                         const nlohmann::json& input);
Result<nlohmann::json> describe_experiment(const TrackingContext& context,
                                           const nlohmann::json& input);
Result<nlohmann::json> update_experiment(const TrackingContext& context,
                                         const nlohmann::json& input);
Result<nlohmann::json> list_experiments(const TrackingContext& context,
                                        const nlohmann::json& input);
Result<nlohmann::json> delete_experiment(const TrackingContext& context,
                                         const nlohmann::json& input);

}  // namespace tuner::sagemaker
