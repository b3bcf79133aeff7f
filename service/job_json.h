// The stable JSON views that --json prints, beside the trial_json of metrics/report_json.h; docs/command-line.md describes
// them for scripts. Fields are only ever added.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "tuner/experiment_store.h"

namespace tuner {

// How a job stands.
struct JobView {
  const JobSummary& summary;
  std::span<const Trial> trials = {};  // all of them, where needs_trials() says so
  bool has_owner = false;              // a process is working on it
};

// Whether the front, the nearest miss, the number of violations or the part of each definition are among what is said of such a job: they are not kept with it.
bool needs_trials(const TuningJobSpec& spec);
// All trials of such a job, and of one where some may be tried again; none of the others.
Result<std::vector<Trial>> trials_if_needed(const ExperimentReader& reader,
                                            const JobSummary& summary);

nlohmann::ordered_json job_json(const JobView& view);

// {"trial", "name", "metric", "objective", "configuration", "command", "environment", "working_folder"} of the best trial by the first
// objective; null when no trial can be the best. With constraints "constraints" has the values of their
// metrics. With several objectives "front" lists every
// trial of the front with "trial", "name", "objectives", "configuration" and the last three.
nlohmann::ordered_json best_json(const JobView& view);

// One document as text with a newline at its end; invalid UTF-8 becomes U+FFFD.
std::string json_text(const nlohmann::ordered_json& json);

}  // namespace tuner
