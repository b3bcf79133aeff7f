// The operations on trial components. Inputs have been validated against the shapes. Errors are those of TrackingView, in the API's
// words.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "service/sagemaker/tracking_context.h"

namespace tuner::sagemaker {

Result<nlohmann::json> create_trial_component(const TrackingContext& context,
                                              const nlohmann::json& input);
// By name or by ARN; with metrics.
Result<nlohmann::json> describe_trial_component(const TrackingContext& context,
                                                const nlohmann::json& input);
// Replaces display name, status and times where they are given; adds to and overwrites in the maps, and takes away only what the lists
// "…ToRemove" name.
Result<nlohmann::json> update_trial_component(const TrackingContext& context,
                                              const nlohmann::json& input);
// Of one experiment, trial or source at most.
Result<nlohmann::json> list_trial_components(const TrackingContext& context,
                                             const nlohmann::json& input);
Result<nlohmann::json> delete_trial_component(const TrackingContext& context,
                                              const nlohmann::json& input);

}  // namespace tuner::sagemaker
