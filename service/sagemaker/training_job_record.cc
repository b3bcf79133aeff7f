#include "service/sagemaker/training_job_record.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "service/sagemaker/arn.h"
#include "service/sagemaker/request_echo.h"
#include "service/sagemaker/times.h"
#include "tuner/base/utf8.h"
#include "tuner/job/best.h"
#include "tuner/run_outcome.h"

namespace tuner::sagemaker {
namespace {

using json = nlohmann::json;

constexpr std::size_t kLongestReason = 1024;  // characters
constexpr std::size_t kMostFinalMetrics = 40;

const TrainingDefinition& definition_of(const TrainingJobView& view) {
  return view.job.spec.definition_of(view.trial.suggestion);
}

const std::string& objective_metric(const TrainingJobView& view) {
  return definition_of(view).objectives.front().metric;
}

bool ran_out_of_time(const TrainingJobView& view) {
  const auto limit = trial_time_of(view.job.spec, view.trial.suggestion);
  return limit && view.trial.ran_for >= *limit;
}

json hyperparameters(const TrainingJobView& view) {
  json all = definition_of(view).static_hyperparameters;
  for (const auto& [name, value] : view.trial.suggestion.configuration) all[name] = to_text(value);
  if (!view.job.spec.is_single_training()) all[kObjectiveHyperparameter] = objective_metric(view);
  return all;
}

json final_objective(const TrainingJobView& view) {
  return {{"MetricName", objective_metric(view)}, {"Value", *view.trial.objectives.front()}};
}

bool has_value(const TrainingJobView& view) {
  return !losses_of(view.trial, view.job.spec.aims()).empty();
}

// Whole seconds, as the real service gives them in these summaries.
std::int64_t whole(TimePoint time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::string final_message(const TrainingJobView& view) {
  const std::string reason = cut_reason(reason_of(view));
  if (training_status(view) != "Completed") return reason;
  return "Training job completed" + (reason.empty() ? "" : "; " + reason);
}

// The statuses that a training went through, the last one open while it is there.
class Transitions {
 public:
  void move_to(std::string_view status, TimePoint at, std::string message) {
    if (!list_.empty()) list_.back()["EndTime"] = epoch_seconds(at);
    list_.push_back({{"Status", status},
                     {"StartTime", epoch_seconds(at)},
                     {"StatusMessage", std::move(message)}});
  }
  void start(TimePoint at) { move_to("Starting", at, "Preparing the instances for training"); }
  void train(TimePoint at) {
    move_to("Training", at, "Training image download completed. Training in progress.");
  }
  void stop(TimePoint at) {
    if (list_.back()["Status"] != "Stopping") move_to("Stopping", at, "Stopping the training job");
  }
  json end(std::string_view status, TimePoint at, std::string message) {
    move_to(status, at, std::move(message));
    list_.back()["EndTime"] = epoch_seconds(at);
    return std::move(list_);
  }
  json take() { return std::move(list_); }

 private:
  json list_ = json::array();
};

json transitions(const TrainingJobView& view, std::span<const TrainingMoment> history) {
  const Trial& trial = view.trial;
  Transitions transitions;
  transitions.start(trial.created_at);
  for (const TrainingMoment& moment : history) {
    switch (moment.kind) {
      case TrainingMoment::Kind::kStarted:
        transitions.train(moment.at);
        break;
      case TrainingMoment::Kind::kStopping:
        transitions.stop(moment.at);
        break;
      case TrainingMoment::Kind::kEnded:
        if (moment.attempt < trial.attempts) transitions.start(moment.at);
        break;
    }
  }
  if (is_terminal(trial.status))
    return transitions.end(
        secondary_status(view), trial.ended_at.value_or(trial.created_at), final_message(view));
  if (view.stopping) transitions.stop(view.asked_at.value_or(last_change(trial)));
  return transitions.take();
}

// The first forty by name; the objective is among them, where it has a value.
json final_metrics(const TrainingJobView& view, std::span<const MetricSummary> metrics) {
  const std::string objective = view.job.spec.is_single_training() ? "" : objective_metric(view);
  const bool has_objective =
      std::ranges::find(metrics, objective, &MetricSummary::name) != metrics.end();
  std::size_t left = kMostFinalMetrics - (has_objective ? 1 : 0);
  json list = json::array();
  for (const MetricSummary& metric : metrics) {
    if (!std::isfinite(metric.last)) continue;  // JSON has no such number
    if (metric.name != objective && left == 0) continue;
    if (metric.name != objective) --left;
    list.push_back({{"MetricName", metric.name},
                    {"Value", metric.last},
                    {"Timestamp", epoch_seconds(metric.last_seen_at)}});
  }
  return list;
}

void put_times(json& record, const Trial& trial, auto&& as_number) {
  if (trial.started_at) record["TrainingStartTime"] = as_number(*trial.started_at);
  if (is_terminal(trial.status) && trial.ended_at)
    record["TrainingEndTime"] = as_number(*trial.ended_at);
}

void put_failure(json& record, const TrainingJobView& view) {
  if (training_status(view) == "Failed" && !view.trial.reason.empty())
    record["FailureReason"] = cut_reason(view.trial.reason);
}

// What describes the training itself.
void put_definition(json& record, const json& echo, const TrainingJobView& view) {
  const json* definition =
      echoed_definition(echo, view.job.spec.definition_name(view.trial.suggestion));
  if (definition == nullptr) return;
  for (const char* member : {"AlgorithmSpecification",
                             "RoleArn",
                             "InputDataConfig",
                             "OutputDataConfig",
                             "ResourceConfig",
                             "VpcConfig",
                             "StoppingCondition",
                             "EnableNetworkIsolation",
                             "EnableInterContainerTrafficEncryption",
                             "EnableManagedSpotTraining",
                             "CheckpointConfig",
                             "RetryStrategy",
                             "Environment",
                             "ExperimentConfig",
                             "DebugHookConfig",
                             "DebugRuleConfigurations",
                             "TensorBoardOutputConfig",
                             "ProfilerConfig",
                             "ProfilerRuleConfigurations",
                             "RemoteDebugConfig",
                             "InfraCheckConfig"}) {
    if (definition->contains(member)) record[member] = (*definition)[member];
  }
}

}  // namespace

std::string cut_reason(std::string_view reason) {
  std::size_t characters = 0, end = 0;  // the end of all but the last that may stay
  for (std::size_t i = 0; i < reason.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(reason[i]) & 0xC0) != 0x80;
    if (begins && ++characters == kLongestReason) end = i;
  }
  if (characters <= kLongestReason) return std::string(reason);
  return std::string(reason.substr(0, end)) + "…";
}

std::string_view reason_of(const TrainingJobView& view) {
  const std::string& reason = view.trial.reason;
  const bool is_single = view.job.spec.is_single_training();
  return is_single && reason == kStoppedWithJob ? std::string_view(kStoppedOnRequest) : reason;
}

TimePoint last_change(const Trial& trial) {
  if (trial.ended_at) return *trial.ended_at;  // of an attempt, or of all
  return trial.started_at.value_or(trial.created_at);
}

TimePoint last_change(const TrainingJobView& view) {
  const TimePoint in_row = last_change(view.trial);
  const TimePoint change = std::max(in_row, view.moved_at.value_or(in_row));
  return view.stopping ? std::max(change, view.asked_at.value_or(change)) : change;
}

bool ended_well_without_value(const Trial& trial) {
  return trial.failure == FailureClass::kMetricMissing ||
         (trial.failure == FailureClass::kDiverged && trial.exit_code == 0);
}

std::string_view training_status(const TrainingJobView& view) {
  switch (view.trial.status) {
    case TrialStatus::kPending:
    case TrialStatus::kRunning:
      return view.stopping ? "Stopping" : "InProgress";
    case TrialStatus::kSucceeded:
      return "Completed";
    case TrialStatus::kFailed:
      if (ended_well_without_value(view.trial)) return "Completed";
      return view.trial.failure == FailureClass::kTimeLimit ? "Stopped" : "Failed";
    case TrialStatus::kStoppedEarly:
    case TrialStatus::kCancelled:
      return "Stopped";
  }
  return "InProgress";
}

std::string_view secondary_status(const TrainingJobView& view) {
  const std::string_view status = training_status(view);
  if (status == "InProgress")
    return view.trial.status == TrialStatus::kRunning ? "Training" : "Starting";
  const bool may_be_time = view.trial.status != TrialStatus::kCancelled &&
                           !view.trial.reason.starts_with(kStoppedOnRequest);
  if (status == "Stopped" && may_be_time && ran_out_of_time(view)) return "MaxRuntimeExceeded";
  return status;
}

std::string_view objective_status(const TrainingJobView& view) {
  if (!is_terminal(view.trial.status)) return "Pending";
  return has_value(view) ? "Succeeded" : "Failed";
}

json tuning_child_summary(const TrainingJobView& view, const Caller& caller) {
  json tuned = json::object();
  for (const auto& [name, value] : view.trial.suggestion.configuration)
    tuned[name] = to_text(value);
  json summary{{"TrainingJobName", view.trial.name},
               {"TrainingJobArn", arn_of(caller, kTrainingJob, view.trial.name)},
               {"CreationTime", whole(view.trial.created_at)},
               {"TrainingJobStatus", training_status(view)},
               {"TunedHyperParameters", std::move(tuned)},
               {"ObjectiveStatus", objective_status(view)}};
  const std::string definition = view.job.spec.definition_name(view.trial.suggestion);
  if (!definition.empty()) summary["TrainingJobDefinitionName"] = definition;
  put_times(summary, view.trial, whole);
  put_failure(summary, view);
  if (has_value(view))
    summary["FinalHyperParameterTuningJobObjectiveMetric"] = final_objective(view);
  return summary;
}

json training_job_summary(const TrainingJobView& view, const Caller& caller) {
  json summary{{"TrainingJobName", view.trial.name},
               {"TrainingJobArn", arn_of(caller, kTrainingJob, view.trial.name)},
               {"CreationTime", epoch_seconds(view.trial.created_at)},
               {"LastModifiedTime", epoch_seconds(last_change(view))},
               {"TrainingJobStatus", training_status(view)},
               {"SecondaryStatus", secondary_status(view)}};
  if (is_terminal(view.trial.status) && view.trial.ended_at)
    summary["TrainingEndTime"] = epoch_seconds(*view.trial.ended_at);
  return summary;
}

json training_job_description(const TrainingJobView& view,
                              std::span<const TrainingMoment> history,
                              std::span<const MetricSummary> metrics,
                              const json& echo,
                              const std::string& model,
                              const Caller& caller) {
  json record = training_job_summary(view, caller);
  if (!history.empty())
    record["LastModifiedTime"] = epoch_seconds(std::max(last_change(view), history.back().at));
  put_definition(record, echo, view);
  if (!view.job.spec.is_single_training())
    record["TuningJobArn"] = arn_of(caller, kTuningJob, view.job.spec.name.text);
  record["ModelArtifacts"] = {{"S3ModelArtifacts", model}};
  record["HyperParameters"] = hyperparameters(view);
  record["SecondaryStatusTransitions"] = transitions(view, history);
  put_times(record, view.trial, epoch_seconds);
  put_failure(record, view);
  const json values = final_metrics(view, metrics);
  if (!values.empty()) record["FinalMetricDataList"] = values;
  if (is_terminal(view.trial.status) &&
      (view.trial.started_at || view.trial.ran_for > JobTime{0})) {
    const auto seconds = std::chrono::round<std::chrono::seconds>(view.trial.ran_for).count();
    record["TrainingTimeInSeconds"] = std::max<std::int64_t>(1, seconds);
    record["BillableTimeInSeconds"] = record["TrainingTimeInSeconds"];
  }
  return record;
}

}  // namespace tuner::sagemaker
