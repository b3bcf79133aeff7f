#include "metrics/report.h"

#include <algorithm>
#include <set>
#include <utility>

#include "metrics/rank_test.h"
#include "metrics/report_text.h"
#include "tuner/base/check.h"
#include "tuner/job/best.h"
#include "tuner/job/front.h"

namespace tuner {
namespace {

std::vector<FailureGroup> group_failures(std::span<const Trial> trials) {
  std::vector<FailureGroup> groups;
  for (const Trial& trial : trials) {
    if (trial.status != TrialStatus::kFailed) continue;
    auto group = std::find_if(groups.begin(), groups.end(), [&](const FailureGroup& candidate) {
      return candidate.failure == trial.failure;
    });
    if (group == groups.end()) {
      group = groups.insert(groups.end(), {trial.failure, 0, trial.id, trial.reason});
    }
    ++group->count;
  }
  std::stable_sort(groups.begin(), groups.end(), [](const FailureGroup& a, const FailureGroup& b) {
    return a.count > b.count;
  });
  return groups;
}

// The trials that can be the best, with their values, best first and the earlier of equals first.
std::vector<CurvePoint> ranked(std::span<const Trial> trials, const Aims& aims) {
  std::vector<CurvePoint> values;
  for (const Trial& trial : trials) {
    if (const auto value = value_of(trial, aims)) values.push_back({0.0, *value, trial.id});
  }
  std::stable_sort(values.begin(), values.end(), [&](const CurvePoint& a, const CurvePoint& b) {
    return aims.objectives.front().to_loss(a.value) < aims.objectives.front().to_loss(b.value);
  });
  return values;
}

std::vector<double> values_of(std::span<const CurvePoint> points) {
  std::vector<double> values;
  for (const CurvePoint& point : points) values.push_back(point.value);
  return values;
}

Spread spread_of(const std::vector<double>& values) {
  return {quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75)};
}

void add_times(JobReport& report) {
  std::vector<double> times;
  for (const Trial& trial : report.trials) {
    report.training_time += trial.ran_for;
    if (is_terminal(trial.status) && trial.attempts > 0) {
      times.push_back(static_cast<double>(trial.ran_for.count()));
    }
  }
  if (times.empty()) return;
  report.median_trial_time = std::chrono::milliseconds(static_cast<long>(quantile(times, 0.5)));
}

Result<void> add_learning_curves(JobReport& report, const ExperimentReader& store) {
  const std::size_t count = std::min(report.ranking.size(), kLearningCurves);
  for (const TrialId trial : std::span(report.ranking).first(count)) {
    TUNER_ASSIGN_OR_RETURN(const auto points, store.metrics(report.record.spec.name, trial));
    const Suggestion& suggestion = report.find(trial)->suggestion;
    const Objective& objective = report.record.spec.definition_of(suggestion).objectives.front();
    Curve curve = learning_curve(points, objective.metric, trial);
    if (curve.size() > 1) report.learning_curves.push_back(std::move(curve));
  }
  return {};
}

Result<JobReport> report_job(const ExperimentReader& store, const JobName& name) {
  JobReport report;
  TUNER_ASSIGN_OR_RETURN(report.record, store.job(name));
  TUNER_ASSIGN_OR_RETURN(report.trials, store.trials(name));
  const Aims aims = report.record.spec.aims();
  for (const Trial& trial : report.trials) ++report.counts[trial.status];
  report.failures = group_failures(report.trials);
  const auto ranking = ranked(report.trials, aims);
  for (const CurvePoint& point : ranking) report.ranking.push_back(point.trial);
  if (!ranking.empty()) {
    report.best = ranking.front().trial;
    report.spread = spread_of(values_of(ranking));
  }
  if (report.has_several_objectives()) {
    for (const Trial* trial : front_of(report.trials, aims)) report.front.push_back(trial->id);
  }
  if (const Trial* nearest = nearest_miss(report.trials, aims)) report.nearest_miss = nearest->id;
  for (const Trial& trial : report.trials) {
    if (violation_of(excesses_of(trial, aims)) > 0.0) ++report.violating;
  }
  report.best_by_trial = best_by_trial(report.trials, aims);
  report.best_by_time = best_by_time(report.trials, aims, report.record.created_at);
  add_times(report);
  TUNER_RETURN_IF_ERROR(add_learning_curves(report, store));
  return report;
}

JobCurves curves_of(const JobReport& report) {
  JobCurves curves{report.record.spec.name.text,
                   report.objective(),
                   0,
                   {},
                   report.best_by_trial,
                   report.best_by_time};
  for (const Trial& trial : report.trials) {
    const bool next = curves.finished + 1 == trial.id.number;
    curves.finished += next && is_terminal(trial.status) ? 1 : 0;
    if (const auto value = value_of(trial, report.record.spec.aims()))
      curves.values.push_back(*value);
  }
  return curves;
}

}  // namespace

Objective JobReport::objective() const { return objective_of_all(record.spec); }

const Trial* JobReport::find(TrialId id) const {
  const auto trial = std::lower_bound(
      trials.begin(), trials.end(), id, [](const Trial& candidate, TrialId wanted) {
        return candidate.id < wanted;
      });
  return trial != trials.end() && trial->id == id ? &*trial : nullptr;
}

bool JobReport::stands_out(TrialId id) const {
  if (!has_several_objectives()) return best == id;
  return std::find(front.begin(), front.end(), id) != front.end();
}

Result<Report> make_report(const ExperimentReader& store, std::span<const JobName> names) {
  if (names.empty()) return fail(ErrorCode::kInvalidArgument, "a report needs at least one job");
  Report report;
  std::set<JobName> seen;
  for (const JobName& name : names) {
    if (!seen.insert(name).second) {
      return fail(ErrorCode::kInvalidArgument, "the job " + name.text + " is named twice");
    }
    TUNER_ASSIGN_OR_RETURN(auto job, report_job(store, name));
    report.jobs.push_back(std::move(job));
  }
  if (report.jobs.size() == 1) return report;
  std::vector<JobCurves> curves;
  for (const JobReport& job : report.jobs) curves.push_back(curves_of(job));
  report.comparison = compare(curves);
  return report;
}

}  // namespace tuner
