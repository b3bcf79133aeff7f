#include "service/sagemaker/component_input.h"

#include <nlohmann/json.hpp>

#include "service/sagemaker/record_input.h"

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostParameters = 300, kMostArtifacts = 60;

std::optional<ComponentStatus> status_from(const std::string& name) {
  if (name == "InProgress") return ComponentStatus::kInProgress;
  if (name == "Completed") return ComponentStatus::kCompleted;
  if (name == "Failed") return ComponentStatus::kFailed;
  if (name == "Stopping") return ComponentStatus::kStopping;
  if (name == "Stopped") return ComponentStatus::kStopped;
  return std::nullopt;
}

void read_status(const Json& input, TrackingRecord& record) {
  const auto status = input.find("Status");
  if (status == input.end()) return;
  record.status = status_from(status->value("PrimaryStatus", ""));
  record.status_message = status->value("Message", "");
}

Result<void> read_parameters(const Json& input, TrackingRecord& record) {
  const Json parameters = input.value("Parameters", Json::object());
  for (const auto& [name, value] : parameters.items()) {
    const bool is_text = value.contains("StringValue"), is_number = value.contains("NumberValue");
    if (is_text == is_number) {
      return fail(ErrorCode::kInvalidArgument,
                  "Parameter '" + name + "' must have one of StringValue and NumberValue.");
    }
    if (is_number && !value["NumberValue"].is_number()) {
      return fail(ErrorCode::kInvalidArgument,
                  "The NumberValue of parameter '" + name + "' must be finite.");
    }
    if (is_text) {
      record.parameters[name] = value["StringValue"].get<std::string>();
    } else {
      record.parameters[name] = value["NumberValue"].get<double>();
    }
  }
  return {};
}

void read_artifacts(const Json& input,
                    const char* member,
                    std::map<std::string, RecordArtifact>& artifacts) {
  const Json given = input.value(member, Json::object());
  for (const auto& [name, artifact] : given.items()) {
    artifacts[name] = {.media_type = artifact.value("MediaType", ""),
                       .value = artifact.at("Value").get<std::string>()};
  }
}

template <class Map>
Result<void> check_size(const Map& map, const char* member, std::size_t at_most) {
  if (map.size() <= at_most) return {};
  return fail(ErrorCode::kInvalidArgument,
              std::string(member) + " would have " + std::to_string(map.size()) +
                  " entries; a trial component has at most " + std::to_string(at_most) + ".");
}

template <class Map>
void remove_from(Map& map, const Json& input, const char* member) {
  for (const Json& name : input.value(member, Json::array())) map.erase(name.get<std::string>());
}

}  // namespace

Result<void> read_component(const nlohmann::json& input, TrackingRecord& record) {
  read_status(input, record);
  if (const auto start = time_of(input, "StartTime")) record.started_at = start;
  if (const auto end = time_of(input, "EndTime")) record.ended_at = end;
  TUNER_RETURN_IF_ERROR(read_parameters(input, record));
  read_artifacts(input, "InputArtifacts", record.inputs);
  read_artifacts(input, "OutputArtifacts", record.outputs);
  TUNER_RETURN_IF_ERROR(check_size(record.parameters, "Parameters", kMostParameters));
  TUNER_RETURN_IF_ERROR(check_size(record.inputs, "InputArtifacts", kMostArtifacts));
  return check_size(record.outputs, "OutputArtifacts", kMostArtifacts);
}

void remove_members(const nlohmann::json& input, TrackingRecord& record) {
  remove_from(record.parameters, input, "ParametersToRemove");
  remove_from(record.inputs, input, "InputArtifactsToRemove");
  remove_from(record.outputs, input, "OutputArtifactsToRemove");
}

}  // namespace tuner::sagemaker
