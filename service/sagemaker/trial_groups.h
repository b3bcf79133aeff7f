// The operations on trial groups, which the API calls trials, and on what they hold. Inputs have been validated against the shapes. Errors are those of TrackingView, in the API's words.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "service/sagemaker/tracking_context.h"

namespace tuner::sagemaker {

Result<nlohmann::json> create_trial(const TrackingContext& context, const nlohmann::json& input);
Result<nlohmann::json> describe_trial(const TrackingContext& context, const nlohmann::json& input);
Result<nlohmann::json> update_trial(const TrackingContext& context, const nlohmann::json& input);
Result<nlohmann::json> list_trials(const TrackingContext& context, const nlohmann::json& input);
Result<nlohmann::json> delete_trial(const TrackingContext& context, const nlohmann::json& input);

// Twice is no error.
Result<nlohmann::json> associate_trial_component(const TrackingContext& context,
                                                 const nlohmann::json& input);
Result<nlohmann::json> disassociate_trial_component(const TrackingContext& context,
                                                    const nlohmann::json& input);
// Of lineage, which is not kept: always empty.
Result<nlohmann::json> list_associations(const TrackingContext& context,
                                         const nlohmann::json& input);

}  // namespace tuner::sagemaker
