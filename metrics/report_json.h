// Report → JSON, for programs. Values that are not finite are null, since JSON has no word for
// them; times are ISO 8601.
#pragma once

#include <string>

#include "metrics/report.h"

namespace tuner {

std::string to_json_text(const Report& report);

}  // namespace tuner
