#include "service/sagemaker/tuning_job_record.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "service/sagemaker/arn.h"
#include "service/sagemaker/request_echo.h"
#include "service/sagemaker/times.h"
#include "service/wording.h"
#include "tuner/job/best.h"

namespace tuner::sagemaker {
namespace {

using json = nlohmann::json;

// Trials that wait for their next attempt: they have failed in a way that will be retried.
std::uint32_t retried(const TuningJobView& view) {
  return static_cast<std::uint32_t>(std::ranges::count_if(view.trials, [](const Trial& trial) {
    return trial.status == TrialStatus::kPending && trial.attempts > 1;
  }));
}

std::uint32_t failed_as(FailureClass failure, const TrialTotals& totals) {
  const auto found = totals.failures.find(failure);
  return found == totals.failures.end() ? 0 : found->second.count;
}

// Of those that failed, as they are shown: see training_job_record.h.
std::uint32_t ended_well(const TuningJobView& view) {
  const auto missing = failed_as(FailureClass::kMetricMissing, view.summary.totals);
  return missing +
         static_cast<std::uint32_t>(std::ranges::count_if(view.trials, [](const Trial& trial) {
           return trial.failure == FailureClass::kDiverged && ended_well_without_value(trial);
         }));
}

json status_counters(const TuningJobView& view) {
  using enum TrialStatus;
  const TrialTotals& totals = view.summary.totals;
  const std::uint32_t waiting = retried(view);
  const std::uint32_t timed_out = failed_as(FailureClass::kTimeLimit, totals);
  const std::uint32_t without_value = ended_well(view);
  return {{"Completed", totals.count(kSucceeded) + without_value},
          {"InProgress", totals.count(kPending) + totals.count(kRunning) - waiting},
          {"RetryableError", waiting},
          {"NonRetryableError", totals.count(kFailed) - timed_out - without_value},
          {"Stopped", totals.count(kStoppedEarly) + totals.count(kCancelled) + timed_out}};
}

json objective_counters(const TrialTotals& totals) {
  using enum TrialStatus;
  return {{"Succeeded", totals.count(kSucceeded) + totals.count(kStoppedEarly)},
          {"Pending", totals.count(kPending) + totals.count(kRunning)},
          {"Failed", totals.count(kFailed) + totals.count(kCancelled)}};
}

json limits_of(const TuningJobSpec& spec) {
  json limits{{"MaxParallelTrainingJobs", spec.limits.parallel}};
  if (spec.limits.trials) limits["MaxNumberOfTrainingJobs"] = *spec.limits.trials;
  if (spec.limits.time)
    limits["MaxRuntimeInSeconds"] =
        std::chrono::ceil<std::chrono::seconds>(*spec.limits.time).count();
  return limits;
}

// Results in a row, in the order in which they came, that did not better the best before them.
int not_improving(const TuningJobView& view) {
  const Aims aims = view.summary.job.spec.aims();
  std::vector<std::pair<TimePoint, double>> losses;
  for (const Trial& trial : view.trials) {
    const std::vector<double> loss = losses_of(trial, aims);
    if (!loss.empty() && trial.ended_at) losses.emplace_back(*trial.ended_at, loss.front());
  }
  std::ranges::stable_sort(losses, {}, &std::pair<TimePoint, double>::first);
  int since_best = 0;
  for (std::size_t i = 1, best = 0; i < losses.size(); ++i) {
    const bool better = losses[i].second < losses[best].second;
    since_best = better ? 0 : since_best + 1;
    if (better) best = i;
  }
  return since_best;
}

bool same_aims(const Aims& a, const Aims& b) {
  return std::ranges::equal(a.objectives, b.objectives) &&
         std::ranges::equal(a.constraints, b.constraints);
}

// Whether one of the results that the job began with is better than this trial; it has no name any more.
bool began_with_better(const JobRecord& job, const Trial& trial) {
  const double loss = losses_of(trial, job.spec.aims()).front();
  return std::ranges::any_of(job.prior.earlier, [&](const EarlierResult& earlier) {
    const bool kept = std::ranges::all_of(earlier.excesses, [](double each) { return each <= 0; });
    return !earlier.losses.empty() && kept && earlier.losses.front() < loss;
  });
}

// Of an identical warm start, the best training of the job and its parents, where it is known.
void put_overall_best(json& record, const TuningJobView& view, const Caller& caller) {
  const auto& start = view.summary.job.spec.warm_start;
  if (!start || start->kind != WarmStart::Kind::kIdentical) return;
  const Aims aims = view.summary.job.spec.aims();
  const JobSummary* best = view.summary.best ? &view.summary : nullptr;
  for (const JobSummary& parent : view.parents) {
    if (!parent.best || !same_aims(parent.job.spec.aims(), aims)) continue;
    if (best == nullptr || is_better(*parent.best, &*best->best, aims)) best = &parent;
  }
  if (best == nullptr || began_with_better(view.summary.job, *best->best)) return;
  json training = tuning_child_summary({best->job, *best->best}, caller);
  training["TuningJobName"] = best->job.spec.name.text;
  record["OverallBestTrainingJob"] = std::move(training);
}

// Where nothing came of the job the API has a sentence of its own; ours says more.
std::string failure_reason(const JobSummary& summary) {
  using enum TrialStatus;
  const TrialTotals& totals = summary.totals;
  if (totals.count(kFailed) == 0 || totals.count(kSucceeded) + totals.count(kStoppedEarly) > 0)
    return summary.job.reason;
  return "No training job succeeded after " + counted(totals.ended(), "attempt") + ". " +
         summary.job.reason;
}

void put_end(json& record, const TuningJobView& view) {
  if (view.summary.job.ended_at &&
      tuning_status(view.summary.job.status, view.stopping) != "InProgress" && !view.stopping)
    record["HyperParameterTuningEndTime"] = epoch_seconds(*view.summary.job.ended_at);
}

}  // namespace

std::string_view tuning_status(JobStatus status, bool stopping) {
  switch (status) {
    case JobStatus::kRunning:
      return stopping ? "Stopping" : "InProgress";
    case JobStatus::kCompleted:
      return "Completed";
    case JobStatus::kStopped:
      return "Stopped";
    case JobStatus::kFailed:
      return "Failed";
  }
  return "InProgress";
}

TimePoint last_modified(const JobHead& job) {
  return std::max(job.ended_at.value_or(job.created_at), job.last_step_at.value_or(job.created_at));
}

json tuning_job_summary(const TuningJobView& view, const Caller& caller) {
  const TuningJobSpec& spec = view.summary.job.spec;
  json summary{
      {"HyperParameterTuningJobName", spec.name.text},
      {"HyperParameterTuningJobArn", arn_of(caller, kTuningJob, spec.name.text)},
      {"HyperParameterTuningJobStatus", tuning_status(view.summary.job.status, view.stopping)},
      {"Strategy", strategy_name(spec)},
      {"CreationTime", epoch_seconds(view.summary.job.created_at)},
      {"LastModifiedTime", epoch_seconds(last_modified(head_of(view.summary)))},
      {"TrainingJobStatusCounters", status_counters(view)},
      {"ObjectiveStatusCounters", objective_counters(view.summary.totals)},
      {"ResourceLimits", limits_of(spec)}};
  put_end(summary, view);
  return summary;
}

json tuning_job_description(const TuningJobView& view, const Caller& caller) {
  json record = request_echo(view.summary.job, caller);
  const json summary = tuning_job_summary(view, caller);
  for (const auto& [member, value] : summary.items()) {
    if (member != "Strategy" && member != "ResourceLimits") record[member] = value;
  }
  if (view.summary.job.status == JobStatus::kFailed)
    record["FailureReason"] = cut_reason(failure_reason(view.summary));
  if (const auto& best = view.summary.best)
    record["BestTrainingJob"] =
        tuning_child_summary({view.summary.job, *best, view.stopping}, caller);
  put_overall_best(record, view, caller);
  record["TuningJobCompletionDetails"] = {
      {"NumberOfTrainingJobsObjectiveNotImproving", not_improving(view)}};
  const auto runtime = last_modified(head_of(view.summary)) - view.summary.job.created_at;
  record["ConsumedResources"] = {
      {"RuntimeInSeconds", std::chrono::ceil<std::chrono::seconds>(runtime).count()}};
  return record;
}

}  // namespace tuner::sagemaker
