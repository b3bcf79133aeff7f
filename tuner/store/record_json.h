// The body of a record of the tracking view as JSON: everything that no column of its own holds.
#pragma once

#include <optional>
#include <string>

#include "tuner/tracking_store.h"

namespace tuner {

std::string body_of(const TrackingRecord& record);

// Fills the members that body_of() wrote. kInvalidArgument: the text is no such body.
Result<void> read_body(const std::string& text, TrackingRecord& record);

}  // namespace tuner
