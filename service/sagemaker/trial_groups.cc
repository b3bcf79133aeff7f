#include "service/sagemaker/trial_groups.h"

#include <nlohmann/json.hpp>

#include "service/sagemaker/record_input.h"
#include "service/sagemaker/record_json.h"
#include "service/sagemaker/record_lists.h"

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;

std::string trial_in(const Json& input) { return input.at("TrialName").get<std::string>(); }

Json trial_answer(const TrackingContext& context, const std::string& name) {
  return {{"TrialArn", arn_of(context.caller, RecordKind::kTrialGroup, name)}};
}

Json association_answer(const TrackingContext& context, const Json& input) {
  Json answer = trial_answer(context, trial_in(input));
  answer["TrialComponentArn"] =
      arn_of(context.caller, RecordKind::kTrialComponent, component_name_in(input));
  return answer;
}

}  // namespace

Result<nlohmann::json> create_trial(const TrackingContext& context, const nlohmann::json& input) {
  TrackingRecord record = new_record(context, RecordKind::kTrialGroup, input);
  record.experiment = input.at("ExperimentName").get<std::string>();
  TUNER_ASSIGN_OR_RETURN(const Tags tags, tags_from(input));
  TUNER_RETURN_IF_ERROR(context.view().create(record, tags));
  return trial_answer(context, record.name);
}

Result<nlohmann::json> describe_trial(const TrackingContext& context, const nlohmann::json& input) {
  TUNER_ASSIGN_OR_RETURN(const TrackingRecord record,
                         context.view().record(RecordKind::kTrialGroup, trial_in(input)));
  return description_of(context.caller, record);
}

Result<nlohmann::json> update_trial(const TrackingContext& context, const nlohmann::json& input) {
  const auto change = [&](TrackingRecord& record) -> Result<void> {
    if (const auto name = text_of(input, "DisplayName")) record.display_name = *name;
    touch(record, context);
    return {};
  };
  TUNER_RETURN_IF_ERROR(context.view().change(RecordKind::kTrialGroup, trial_in(input), change));
  return trial_answer(context, trial_in(input));
}

Result<nlohmann::json> list_trials(const TrackingContext& context, const nlohmann::json& input) {
  RecordQuery query{.kind = RecordKind::kTrialGroup};
  query.experiment = text_of(input, "ExperimentName").value_or("");
  query.component = text_of(input, "TrialComponentName").value_or("");
  if (!query.experiment.empty()) {
    TUNER_RETURN_IF_ERROR(context.view().record(RecordKind::kExperiment, query.experiment));
  }
  if (!query.component.empty()) {
    TUNER_RETURN_IF_ERROR(context.view().record(RecordKind::kTrialComponent, query.component));
  }
  return list_records(context, "ListTrials", input, query);
}

Result<nlohmann::json> delete_trial(const TrackingContext& context, const nlohmann::json& input) {
  TUNER_RETURN_IF_ERROR(context.view().remove(RecordKind::kTrialGroup, trial_in(input)));
  return trial_answer(context, trial_in(input));
}

Result<nlohmann::json> associate_trial_component(const TrackingContext& context,
                                                 const nlohmann::json& input) {
  TUNER_RETURN_IF_ERROR(context.view().associate(trial_in(input), component_name_in(input)));
  return association_answer(context, input);
}

Result<nlohmann::json> disassociate_trial_component(const TrackingContext& context,
                                                    const nlohmann::json& input) {
  TUNER_RETURN_IF_ERROR(context.view().disassociate(trial_in(input), component_name_in(input)));
  return association_answer(context, input);
}

Result<nlohmann::json> list_associations(const TrackingContext&, const nlohmann::json&) {
  return Json{{"AssociationSummaries", Json::array()}};
}

}  // namespace tuner::sagemaker
