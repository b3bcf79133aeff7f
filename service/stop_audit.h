// What other rules of early stopping would have done to a job that has run: its curves once more, in the order in which they were
// printed, with other rules watching.
//
//   A trial that a rule stops keeps the value that it had then; how long the rest took is saved, all values of a trial taking
//   equally long. Trials that were stopped in truth have the curves that they have: what a rule would have let them become is not
//   known. Nor would the strategy have proposed the same after other results.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tuner/base/clock.h"
#include "tuner/job/early_stopping.h"
#include "tuner/job/metric_point.h"
#include "tuner/job/trial.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

struct PastCurve {
  Trial trial;                      // has ended
  std::vector<MetricPoint> points;  // of the first objective, in order
};

struct AuditedRule {
  std::string name;
  EarlyStopping rules;
  std::optional<Resource> resource = {};
};

// The job's own rules, if it has some, and the usual ones; asha with the job's resource, or rungs from a 27th of the longest curve.
std::vector<AuditedRule> rules_to_audit(const TuningJobSpec& spec,
                                        std::span<const PastCurve> curves);

struct StopAudit {
  std::size_t trials = 0, stopped = 0;  // with a curve; of them
  std::size_t values = 0, saved_values = 0;
  JobTime time{0}, saved_time{0};
  std::optional<TrialId> best = {};  // of what would have been left, at the values of then
  std::optional<double> best_value = {};
};

StopAudit audit(const TuningJobSpec& spec,
                const AuditedRule& rule,
                std::span<const PastCurve> curves);

}  // namespace tuner
