// Report → JSON, for programs. Values that are not finite are null, since JSON has no word for
// them; times are ISO 8601.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "metrics/report.h"
#include "tuner/job/metric_point.h"

namespace tuner {

nlohmann::ordered_json constraint_json(const Constraint& constraint);
nlohmann::ordered_json trial_json(const Trial& trial, const TuningJobSpec& spec);
nlohmann::ordered_json metric_json(const MetricSummary& metric);

std::string to_json_text(const Report& report);

}  // namespace tuner
