// What a report says, as plain data: read once from the store, rendered by report_html, _markdown,
// _json and _csv.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "metrics/compare.h"
#include "metrics/series.h"
#include "tuner/base/result.h"
#include "tuner/experiment_store.h"

namespace tuner {

// Trials that failed for the same kind of reason.
struct FailureGroup {
  FailureClass failure = FailureClass::kNone;
  std::size_t count = 0;
  TrialId example;
  std::string reason;  // the example's
};

struct Spread {
  double lower_quartile = 0.0, median = 0.0, upper_quartile = 0.0;
};

struct JobReport {
  JobRecord record;
  std::vector<Trial> trials;                  // by number
  std::map<TrialStatus, std::size_t> counts;  // only those that occur
  std::vector<FailureGroup> failures;         // the most frequent first
  std::optional<TrialId> best;                // by the first objective
  std::optional<TrialId> nearest_miss;  // where none keeps every constraint (tuner/job/best.h)
  std::size_t violating = 0;            // trials with values that violate a constraint
  std::vector<TrialId> front;           // of several objectives (tuner/job/front.h); else empty
  std::vector<TrialId> ranking;         // the trials that can be the best, best first
  std::optional<Spread> spread;         // of the values of those
  Curve best_by_trial, best_by_time;
  std::vector<Curve>
      learning_curves;  // of the objective, for the first of `ranking`; none with a single point
  std::chrono::milliseconds training_time{0};  // all trials together
  std::optional<std::chrono::milliseconds> median_trial_time;

  bool has_several_objectives() const { return record.spec.objectives.size() > 1; }
  bool has_constraints() const { return !record.spec.constraints.empty(); }
  bool stands_out(TrialId id) const;    // on the front, or where there is none the best
  Objective objective() const;          // of all definitions
  const Trial* find(TrialId id) const;  // null: no such trial
  const Trial* best_trial() const { return best ? find(*best) : nullptr; }
};

struct Report {
  std::vector<JobReport> jobs;           // in the order asked for
  std::optional<Comparison> comparison;  // of two or more
};

inline constexpr std::size_t kLearningCurves = 12;

// kInvalidArgument: no job named, or one twice; kNotFound.
Result<Report> make_report(const ExperimentReader& store, std::span<const JobName> names);

}  // namespace tuner
