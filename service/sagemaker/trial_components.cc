#include "service/sagemaker/trial_components.h"

#include <nlohmann/json.hpp>

#include "service/sagemaker/arn.h"
#include "service/sagemaker/component_input.h"
#include "service/sagemaker/record_input.h"
#include "service/sagemaker/record_json.h"
#include "service/sagemaker/record_lists.h"

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;

Json component_answer(const TrackingContext& context, const std::string& name) {
  return {{"TrialComponentArn", arn_of(context.caller, RecordKind::kTrialComponent, name)}};
}

// The name in a name or an ARN. kInvalidArgument: an ARN of something else.
Result<std::string> named(const std::string& name_or_arn) {
  if (!name_or_arn.starts_with("arn:")) return name_or_arn;
  const auto arn = parse_arn(name_or_arn);
  if (arn && arn->kind == kTrialComponent) return arn->name;
  return fail(ErrorCode::kInvalidArgument, name_or_arn + " is not the ARN of a trial component.");
}

// The key of the resource that an ARN names, as RecordSource has it; the text itself, which no component has, where it is none.
std::string resource_of(const std::string& text) {
  const auto arn = parse_arn(text);
  return arn ? arn->kind + "/" + arn->name : text;
}

}  // namespace

Result<nlohmann::json> create_trial_component(const TrackingContext& context,
                                              const nlohmann::json& input) {
  TrackingRecord record = new_record(context, RecordKind::kTrialComponent, input);
  TUNER_RETURN_IF_ERROR(read_component(input, record));
  TUNER_ASSIGN_OR_RETURN(const Tags tags, tags_from(input));
  TUNER_RETURN_IF_ERROR(context.view().create(record, tags));
  return component_answer(context, record.name);
}

Result<nlohmann::json> describe_trial_component(const TrackingContext& context,
                                                const nlohmann::json& input) {
  TUNER_ASSIGN_OR_RETURN(const std::string name, named(component_name_in(input)));
  TUNER_ASSIGN_OR_RETURN(const TrackingRecord record,
                         context.view().record(RecordKind::kTrialComponent, name));
  Json answer = description_of(context.caller, record);
  if (answer.contains("Source")) answer["Sources"] = Json::array({answer["Source"]});
  TUNER_ASSIGN_OR_RETURN(answer["Metrics"], metrics_of(context, record));
  return answer;
}

Result<nlohmann::json> update_trial_component(const TrackingContext& context,
                                              const nlohmann::json& input) {
  const auto change = [&](TrackingRecord& record) -> Result<void> {
    if (const auto name = text_of(input, "DisplayName")) record.display_name = *name;
    remove_members(input, record);
    touch(record, context);
    return read_component(input, record);
  };
  TUNER_RETURN_IF_ERROR(
      context.view().change(RecordKind::kTrialComponent, component_name_in(input), change));
  return component_answer(context, component_name_in(input));
}

Result<nlohmann::json> list_trial_components(const TrackingContext& context,
                                             const nlohmann::json& input) {
  const auto experiment = text_of(input, "ExperimentName"), trial = text_of(input, "TrialName"),
             source = text_of(input, "SourceArn");
  if (int{experiment.has_value()} + int{trial.has_value()} + int{source.has_value()} > 1) {
    return fail(ErrorCode::kInvalidArgument,
                "Only one of ExperimentName, TrialName and SourceArn can be specified.");
  }
  RecordQuery query{.kind = RecordKind::kTrialComponent};
  if (experiment) {
    TUNER_RETURN_IF_ERROR(context.view().record(RecordKind::kExperiment, *experiment));
    query.experiment = *experiment;
  }
  if (trial) {
    TUNER_RETURN_IF_ERROR(context.view().record(RecordKind::kTrialGroup, *trial));
    query.group = *trial;
  }
  if (source) query.source = resource_of(*source);
  return list_records(context, "ListTrialComponents", input, query);
}

Result<nlohmann::json> delete_trial_component(const TrackingContext& context,
                                              const nlohmann::json& input) {
  TUNER_RETURN_IF_ERROR(
      context.view().remove(RecordKind::kTrialComponent, component_name_in(input)));
  return component_answer(context, component_name_in(input));
}

}  // namespace tuner::sagemaker
