// The stable JSON views that --json prints, beside the trial_json of metrics/report_json.h; docs/command-line.md describes
// them for scripts. Fields are only ever added.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "tuner/experiment_store.h"

namespace tuner {

// How a job stands, beside its record.
struct JobView {
  const JobRecord& job;
  std::span<const Trial> trials;
  bool has_owner = false;  // a process is working on it
};

nlohmann::ordered_json job_json(const JobView& view);

// {"trial", "name", "metric", "objective", "configuration", "command"} of the best trial by the first
// objective; null when no trial can be the best. With constraints "constraints" has the values of their
// metrics. With several objectives "front" lists every
// trial of the front with "trial", "name", "objectives", "configuration" and "command".
nlohmann::ordered_json best_json(const JobView& view);

// One document as text with a newline at its end; invalid UTF-8 becomes U+FFFD.
std::string json_text(const nlohmann::ordered_json& json);

}  // namespace tuner
