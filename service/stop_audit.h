// What other rules of early stopping would have done to a job that has run: its curves once more, in the order in which they were
// printed, with other rules watching.
//
//   A configuration that a rule stops keeps the value that it had then; how long the rest took is saved, all values of a curve taking
//   equally long. What was stopped in truth, or not continued, has the curve that it has: what a rule would have let it become is not
//   known. Nor would the strategy have proposed the same after other results. Only what keeps every constraint, by the values
//   printed up to then, can be the best.
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

// A value of the first objective.
struct PastValue : MetricPoint {
  bool keeps_constraints = true;  // by what had been printed; false where a value is missing
};

// Those that one trial printed, of all that it printed in order. A constraint's metric without a value so far has the first one
// that was printed before the next of the objective: it stands in the same line, or the next.
std::vector<PastValue> past_values(std::span<const MetricPoint> printed, const TuningJobSpec& spec);

// Of one configuration: in a job with promotion the trials of a chain make one curve.
struct PastCurve {
  std::vector<Trial> trials;      // of the chain, in order; at least one, and all have ended
  std::vector<PastValue> points;  // in order
};

struct AuditedRule {
  std::string name;
  EarlyStopping rules;
  std::optional<Resource> resource = {};
};

// The job's own rules, if it has some, and the usual ones; asha with the job's resource, or rungs from a 27th of the longest curve.
// Promotion, where it is the job's own, has made the curves: it saves nothing of them, and what it did not continue counts as stopped.
std::vector<AuditedRule> rules_to_audit(const TuningJobSpec& spec,
                                        std::span<const PastCurve> curves);

struct StopAudit {
  std::size_t curves = 0, stopped = 0;  // with values; of them
  std::size_t values = 0, saved_values = 0;
  JobTime time{0}, saved_time{0};
  std::optional<TrialId> best =
      {};  // of what would have been left, at the values of then; the last trial of its chain
  std::optional<double> best_value = {};
};

StopAudit audit(const TuningJobSpec& spec,
                const AuditedRule& rule,
                std::span<const PastCurve> curves);

// What the job took of its resource, beside complete trainings of the same configurations. Those that failed are left out: more of the
// resource would not have helped them.
struct ResourceUse {
  std::int64_t configurations = 0, complete = 0;  // with values; of them, came to resource.max
  std::int64_t steps = 0, complete_steps = 0;     // as far as each came; resource.max for each
};

ResourceUse resource_use(const Resource& resource, std::span<const PastCurve> curves);

}  // namespace tuner
