// The members of a trial component that Create and Update take: status, times, parameters, artifacts.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "tuner/tracking_store.h"

namespace tuner::sagemaker {

// Puts what is given into the record. kInvalidArgument: a parameter that is not one of text and number, or more than 300 parameters
// or 60 artifacts of a side together with what the record has.
Result<void> read_component(const nlohmann::json& input, TrackingRecord& record);

// Takes away what ParametersToRemove, InputArtifactsToRemove and OutputArtifactsToRemove name.
void remove_members(const nlohmann::json& input, TrackingRecord& record);

}  // namespace tuner::sagemaker
