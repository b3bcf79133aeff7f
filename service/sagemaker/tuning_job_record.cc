#include "service/sagemaker/tuning_job_record.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "service/sagemaker/arn.h"
#include "service/sagemaker/request_echo.h"
#include "service/sagemaker/times.h"
#include "tuner/job/best.h"

namespace tuner::sagemaker {
namespace {

using json = nlohmann::json;

TrainingJobView child(const TuningJobView& view, const Trial& trial) {
  return {view.job, trial, view.stopping};
}

// A trial that waits for its next attempt has failed in a way that will be retried.
const char* counter_of(const TrainingJobView& view) {
  const std::string_view status = training_status(view);
  if (status == "Completed") return "Completed";
  if (status == "Failed") return "NonRetryableError";
  if (status == "Stopped") return "Stopped";
  const bool waits = view.trial.status == TrialStatus::kPending && view.trial.attempts > 1;
  return waits ? "RetryableError" : "InProgress";
}

json status_counters(const TuningJobView& view) {
  json counters{{"Completed", 0},
                {"InProgress", 0},
                {"RetryableError", 0},
                {"NonRetryableError", 0},
                {"Stopped", 0}};
  for (const Trial& trial : view.trials) {
    json& count = counters[counter_of(child(view, trial))];
    count = count.get<int>() + 1;
  }
  return counters;
}

json objective_counters(const TuningJobView& view) {
  json counters{{"Succeeded", 0}, {"Pending", 0}, {"Failed", 0}};
  for (const Trial& trial : view.trials) {
    json& count = counters[std::string(objective_status(child(view, trial)))];
    count = count.get<int>() + 1;
  }
  return counters;
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
  const Aims aims = view.job.spec.aims();
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

void put_end(json& record, const TuningJobView& view) {
  if (view.job.ended_at && tuning_status(view) != "InProgress" && !view.stopping)
    record["HyperParameterTuningEndTime"] = epoch_seconds(*view.job.ended_at);
}

}  // namespace

std::string_view tuning_status(const TuningJobView& view) {
  switch (view.job.status) {
    case JobStatus::kRunning:
      return view.stopping ? "Stopping" : "InProgress";
    case JobStatus::kCompleted:
      return "Completed";
    case JobStatus::kStopped:
      return "Stopped";
    case JobStatus::kFailed:
      return "Failed";
  }
  return "InProgress";
}

TimePoint last_modified(const TuningJobView& view) {
  TimePoint last = view.job.ended_at.value_or(view.job.created_at);
  for (const Trial& trial : view.trials) {
    for (const auto& moment : {std::optional(trial.created_at), trial.started_at, trial.ended_at})
      last = std::max(last, moment.value_or(last));
  }
  return last;
}

json tuning_job_summary(const TuningJobView& view, const Caller& caller) {
  const TuningJobSpec& spec = view.job.spec;
  json summary{{"HyperParameterTuningJobName", spec.name.text},
               {"HyperParameterTuningJobArn", arn_of(caller, kTuningJob, spec.name.text)},
               {"HyperParameterTuningJobStatus", tuning_status(view)},
               {"Strategy", strategy_name(spec)},
               {"CreationTime", epoch_seconds(view.job.created_at)},
               {"LastModifiedTime", epoch_seconds(last_modified(view))},
               {"TrainingJobStatusCounters", status_counters(view)},
               {"ObjectiveStatusCounters", objective_counters(view)},
               {"ResourceLimits", limits_of(spec)}};
  put_end(summary, view);
  return summary;
}

json tuning_job_description(const TuningJobView& view, const Caller& caller) {
  json record = request_echo(view.job, caller);
  const json summary = tuning_job_summary(view, caller);
  for (const auto& [member, value] : summary.items()) {
    if (member != "Strategy" && member != "ResourceLimits") record[member] = value;
  }
  if (view.job.status == JobStatus::kFailed) record["FailureReason"] = cut_reason(view.job.reason);
  if (const Trial* best = best_trial(view.trials, view.job.spec.aims()))
    record["BestTrainingJob"] = tuning_child_summary(child(view, *best), caller);
  record["TuningJobCompletionDetails"] = {
      {"NumberOfTrainingJobsObjectiveNotImproving", not_improving(view)}};
  record["ConsumedResources"] = {
      {"RuntimeInSeconds", std::chrono::ceil<std::chrono::seconds>(view.job.job_time).count()}};
  return record;
}

}  // namespace tuner::sagemaker
