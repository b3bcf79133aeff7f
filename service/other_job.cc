#include "service/other_job.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "service/earlier_result.h"
#include "service/parameter_text.h"

namespace tuner {
namespace {

// The trials of another job, with the aims of the new one.
class OtherJob {
 public:
  // All must outlive it.
  OtherJob(const ExperimentReader& home, const TuningJobSpec& there, const Aims& aims)
      : home_(home), there_(there), aims_(aims) {}

  // In the order in which they ended.
  Result<std::vector<EarlierResult>> results() const {
    TUNER_ASSIGN_OR_RETURN(std::vector<Trial> trials, home_.trials(there_.name));
    std::erase_if(trials, [](const Trial& trial) { return !is_terminal(trial.status); });
    std::ranges::sort(trials, [](const Trial& a, const Trial& b) {
      return std::tie(a.ended_at, a.id) < std::tie(b.ended_at, b.id);
    });
    std::vector<EarlierResult> results;
    for (const Trial& trial : trials) {
      TUNER_ASSIGN_OR_RETURN(const Trial seen, seen_from_here(trial));
      if (auto result = earlier_result(seen, aims_)) results.push_back(*std::move(result));
    }
    return results;
  }

 private:
  Result<Trial> seen_from_here(const Trial& trial) const {
    Trial seen = trial;
    seen.objectives.clear();
    seen.constraints.clear();
    for (const Objective& objective : aims_.objectives) {
      TUNER_ASSIGN_OR_RETURN(const auto value, last_value(trial, objective.metric));
      seen.objectives.push_back(value);
    }
    for (const Constraint& constraint : aims_.constraints) {
      TUNER_ASSIGN_OR_RETURN(const auto value, last_value(trial, constraint.metric));
      seen.constraints.push_back(value);
    }
    return seen;
  }

  // Kept with the trial where the other job looked at the metric itself, else with its series.
  Result<std::optional<double>> last_value(const Trial& trial, const std::string& metric) const {
    for (std::size_t i = 0; i < std::min(there_.objectives.size(), trial.objectives.size()); ++i) {
      if (there_.objectives[i].metric == metric) return trial.objectives[i];
    }
    for (std::size_t i = 0; i < std::min(there_.constraints.size(), trial.constraints.size());
         ++i) {
      if (there_.constraints[i].metric == metric) return trial.constraints[i];
    }
    TUNER_ASSIGN_OR_RETURN(const auto summaries, home_.metric_summaries(there_.name, trial.id));
    const auto found = std::ranges::find(summaries, metric, &MetricSummary::name);
    return found == summaries.end() ? std::nullopt : std::optional(found->last);
  }

  const ExperimentReader& home_;
  const TuningJobSpec& there_;
  Aims aims_;
};

// With the values that the other job had for what is tuned here alone.
void add_fixed(const TuningJobSpec& there, const SearchSpace& here, Configuration& configuration) {
  for (const std::size_t j : here.parents_first()) {
    const Parameter& parameter = here.parameters()[j];
    const auto fixed = there.static_hyperparameters.find(parameter.name);
    if (fixed == there.static_hyperparameters.end() || !here.is_active(j, configuration)) continue;
    if (auto value = read_parameter_value(parameter.domain, fixed->second))
      configuration.emplace(parameter.name, *std::move(value));
  }
}

// Without what is fixed here. False: one of those was tried with another value.
bool take_out_fixed(const TuningJobSpec& there,
                    const TuningJobSpec& here,
                    Configuration& configuration) {
  bool same = true;
  for (const Parameter& parameter : there.parameters) {
    const auto fixed = here.static_hyperparameters.find(parameter.name);
    const auto tried = configuration.find(parameter.name);
    if (fixed == here.static_hyperparameters.end() || tried == configuration.end()) continue;
    const auto value = read_parameter_value(parameter.domain, fixed->second);
    same = same && value && nearly_equal(*value, tried->second);
    configuration.erase(tried);
  }
  return same;
}

}  // namespace

Result<OtherResults> results_of_other(const ExperimentReader& home,
                                      const TuningJobSpec& there,
                                      const TuningJobSpec& here,
                                      const Aims& aims) {
  TUNER_ASSIGN_OR_RETURN(const SearchSpace space, here.space());
  TUNER_ASSIGN_OR_RETURN(std::vector<EarlierResult> results, OtherJob(home, there, aims).results());
  OtherResults found;
  for (EarlierResult& result : results) {
    add_fixed(there, space, result.configuration);
    const bool same = take_out_fixed(there, here, result.configuration);
    (same ? found.same : found.elsewhere).push_back(std::move(result));
  }
  return found;
}

}  // namespace tuner
