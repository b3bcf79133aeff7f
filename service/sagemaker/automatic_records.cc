#include "service/sagemaker/automatic_records.h"

#include <charconv>
#include <cmath>

#include "service/display_text.h"
#include "service/sagemaker/arn.h"
#include "service/sagemaker/automatic_experiments.h"
#include "service/sagemaker/request_echo.h"
#include "service/sagemaker/training_job_record.h"
#include "tuner/base/text.h"
#include "tuner/base/utf8.h"

namespace tuner::sagemaker {
namespace {

constexpr std::size_t kLongestMessage = 1024;

ComponentStatus status_of(TrialStatus status) {
  switch (status) {
    case TrialStatus::kPending:
    case TrialStatus::kRunning:
      return ComponentStatus::kInProgress;
    case TrialStatus::kSucceeded:
      return ComponentStatus::kCompleted;
    case TrialStatus::kFailed:
      return ComponentStatus::kFailed;
    case TrialStatus::kStoppedEarly:
    case TrialStatus::kCancelled:
      break;
  }
  return ComponentStatus::kStopped;
}

TrackingRecord::Value value_of(const std::string& text) {
  double number = 0.0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (is_number && std::isfinite(number)) return number;
  return text;
}

std::string resource(std::string_view kind, const std::string& name) {
  return std::string(kind) + "/" + lower_case(name);
}

}  // namespace

TrackingRecord record_of(RecordKind kind, const JobRecord& job) {
  const std::string name = job.spec.name.text + std::string(kJobSuffix);
  return {.kind = kind,
          .name = name,
          .source = RecordSource{resource(kTuningJob, job.spec.name.text),
                                 "SageMakerHyperParameterTuningJob"},
          .created_at = job.created_at,
          .modified_at = job.ended_at.value_or(job.created_at),
          .experiment = kind == RecordKind::kTrialGroup ? name : ""};
}

TrackingRecord record_of(const JobRecord& job, const Trial& trial) {
  TrackingRecord record{
      .kind = RecordKind::kTrialComponent,
      .name = trial.name + std::string(kTrialSuffix),
      .source = RecordSource{resource(kTrainingJob, trial.name), "SageMakerTrainingJob"},
      .created_at = trial.created_at,
      .modified_at = last_change(trial),
      .status = status_of(trial.status),
      .status_message = shortened_to_bytes(printable(trial.reason), kLongestMessage),
      .started_at = trial.started_at};
  if (is_terminal(trial.status)) record.ended_at = trial.ended_at;
  const TrainingDefinition& definition = job.spec.definition_of(trial.suggestion);
  for (const auto& [name, text] : definition.static_hyperparameters) {
    record.parameters[name] = value_of(text);
  }
  for (const auto& [name, value] : trial.suggestion.configuration) {
    record.parameters[name] = value_of(to_text(value));
  }
  if (!definition.objectives.empty())
    record.parameters[kObjectiveHyperparameter] = definition.objectives.front().metric;
  for (const auto& [name, channel] : definition.channels) {
    record.inputs[name] = {.media_type = channel.content_type,
                           .value = "file://" + printable(channel.folder.string())};
  }
  return record;
}

}  // namespace tuner::sagemaker
