#include "service/sagemaker/automatic_records.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "service/display_text.h"
#include "service/sagemaker/arn.h"
#include "service/sagemaker/automatic_experiments.h"
#include "service/sagemaker/model_folder.h"
#include "service/sagemaker/request_echo.h"
#include "service/sagemaker/training_job_record.h"
#include "tuner/base/text.h"
#include "tuner/base/utf8.h"

namespace tuner::sagemaker {
namespace {

using json = nlohmann::json;

constexpr std::size_t kLongestMessage = 1024;

ComponentStatus status_of(std::string_view training_status) {
  if (training_status == "Completed") return ComponentStatus::kCompleted;
  if (training_status == "Failed") return ComponentStatus::kFailed;
  if (training_status == "Stopped") return ComponentStatus::kStopped;
  if (training_status == "Stopping") return ComponentStatus::kStopping;
  return ComponentStatus::kInProgress;
}

TrackingRecord::Value value_of(const std::string& text) {
  double number = 0.0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (is_number && std::isfinite(number)) return number;
  return text;
}

std::map<std::string, RecordArtifact> inputs_of(const TrainingDefinition& definition) {
  std::map<std::string, RecordArtifact> inputs;
  for (const auto& [name, channel] : definition.channels) {
    inputs[name] = {.media_type = channel.content_type,
                    .value = "file://" + printable(channel.folder.string())};
  }
  return inputs;
}

// Of a definition in a request.
std::map<std::string, RecordArtifact> inputs_of(const json& definition) {
  std::map<std::string, RecordArtifact> inputs;
  const std::string image = definition.at("AlgorithmSpecification").value("TrainingImage", "");
  if (!image.empty()) inputs["SageMaker.ImageUri"].value = image;
  for (const json& channel : definition.value("InputDataConfig", json::array())) {
    const json source =
        channel.value("DataSource", json::object()).value("S3DataSource", json::object());
    inputs[channel.value("ChannelName", "")] = {.media_type = channel.value("ContentType", ""),
                                                .value = source.value("S3Uri", "")};
  }
  return inputs;
}

std::string resource(std::string_view kind, const std::string& name) {
  return std::string(kind) + "/" + lower_case(name);
}

}  // namespace

TrackingRecord record_of(RecordKind kind, const JobHead& job) {
  const std::string name = job.name.text + std::string(kJobSuffix);
  return {.kind = kind,
          .name = name,
          .source =
              RecordSource{resource(kTuningJob, job.name.text), "SageMakerHyperParameterTuningJob"},
          .created_at = job.created_at,
          .modified_at = job.ended_at.value_or(job.created_at),
          .experiment = kind == RecordKind::kTrialGroup ? name : ""};
}

JobComponents::JobComponents(const ExperimentReader& jobs,
                             const JobRecord& job,
                             const std::filesystem::path& jobs_folder,
                             const IsStopping& is_stopping)
    : jobs_(jobs), job_(job), jobs_folder_(jobs_folder), is_stopping_(is_stopping) {
  const json echo = job.submission ? request_echo(job, {}) : json::object();
  const auto definitions = job.spec.all_definitions();
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const std::string name = job.spec.definitions.empty() ? "" : job.spec.definitions[i].name;
    const json* requested = echoed_definition(echo, name);
    inputs_[name] = requested == nullptr ? inputs_of(*definitions[i]) : inputs_of(*requested);
  }
}

bool JobComponents::is_stopping(const Trial& trial) const {
  const bool may_be = job_.status == JobStatus::kRunning && !is_terminal(trial.status);
  return may_be && is_stopping_ && is_stopping_(job_.spec.name, trial.id);
}

Result<TrackingRecord> JobComponents::of(const Trial& trial) const {
  TrainingJobView view{job_, trial, is_stopping(trial)};
  TUNER_ASSIGN_OR_RETURN(view.moved_at, last_moment(jobs_, job_.spec.name, trial, view.stopping));
  TrackingRecord record{
      .kind = RecordKind::kTrialComponent,
      .name = trial.name + std::string(kTrialSuffix),
      .source = RecordSource{resource(kTrainingJob, trial.name), "SageMakerTrainingJob"},
      .created_at = trial.created_at,
      .modified_at = last_change(view),
      .status = status_of(training_status(view)),
      .status_message = shortened_to_bytes(printable(reason_of(view)), kLongestMessage),
      .started_at = trial.started_at};
  if (is_terminal(trial.status)) record.ended_at = trial.ended_at;
  const TrainingDefinition& definition = job_.spec.definition_of(trial.suggestion);
  for (const auto& [name, text] : definition.static_hyperparameters) {
    record.parameters[name] = value_of(text);
  }
  for (const auto& [name, value] : trial.suggestion.configuration) {
    record.parameters[name] = value_of(to_text(value));
  }
  if (!definition.objectives.empty())
    record.parameters[kObjectiveHyperparameter] = definition.objectives.front().metric;
  const auto inputs = inputs_.find(job_.spec.definition_name(trial.suggestion));
  if (inputs != inputs_.end()) record.inputs = inputs->second;
  if (has_model(jobs_folder_, job_, trial))
    record.outputs["SageMaker.ModelArtifact"].value = model_uri(jobs_folder_, job_, trial);
  return record;
}

}  // namespace tuner::sagemaker
