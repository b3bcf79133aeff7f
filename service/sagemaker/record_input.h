// Members that the operations of the tracking view read from their inputs, which have been validated against the shapes.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "service/sagemaker/tracking_context.h"

namespace tuner::sagemaker {

// A text, or nothing where the input has none.
std::optional<std::string> text_of(const nlohmann::json& input, const char* member);
std::optional<TimePoint> time_of(const nlohmann::json& input, const char* member);

// The value of "TrialComponentName", which the operation requires.
std::string component_name_in(const nlohmann::json& input);

// A new record with what all kinds have: the name from "<Kind>Name", display name, metadata properties, times and whose call it is.
TrackingRecord new_record(const TrackingContext& context,
                          RecordKind kind,
                          const nlohmann::json& input);
// Marks a change of now by this caller.
void touch(TrackingRecord& record, const TrackingContext& context);

// "Tags", if any. kInvalidArgument: a key that begins with "aws:", which is kept by the service, or that comes twice.
Result<Tags> tags_from(const nlohmann::json& input);

}  // namespace tuner::sagemaker
