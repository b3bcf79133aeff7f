#include "service/sagemaker/experiments.h"

#include <nlohmann/json.hpp>

#include "service/sagemaker/record_input.h"
#include "service/sagemaker/record_json.h"
#include "service/sagemaker/record_lists.h"

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;

std::string experiment_in(const Json& input) {
  return input.at("ExperimentName").get<std::string>();
}

Json experiment_answer(const TrackingContext& context, const std::string& name) {
  return {{"ExperimentArn", arn_of(context.caller, RecordKind::kExperiment, name)}};
}

}  // namespace

Result<nlohmann::json> create_experiment(const TrackingContext& context,
                                         const nlohmann::json& input) {
  TrackingRecord record = new_record(context, RecordKind::kExperiment, input);
  record.description = text_of(input, "Description").value_or("");
  TUNER_ASSIGN_OR_RETURN(const Tags tags, tags_from(input));
  TUNER_RETURN_IF_ERROR(context.view().create(record, tags));
  return experiment_answer(context, record.name);
}

Result<nlohmann::json> describe_experiment(const TrackingContext& context,
                                           const nlohmann::json& input) {
  TUNER_ASSIGN_OR_RETURN(const TrackingRecord record,
                         context.view().record(RecordKind::kExperiment, experiment_in(input)));
  return description_of(context.caller, record);
}

Result<nlohmann::json> update_experiment(const TrackingContext& context,
                                         const nlohmann::json& input) {
  const auto change = [&](TrackingRecord& record) -> Result<void> {
    if (const auto name = text_of(input, "DisplayName")) record.display_name = *name;
    if (const auto description = text_of(input, "Description")) record.description = *description;
    touch(record, context);
    return {};
  };
  TUNER_RETURN_IF_ERROR(
      context.view().change(RecordKind::kExperiment, experiment_in(input), change));
  return experiment_answer(context, experiment_in(input));
}

Result<nlohmann::json> list_experiments(const TrackingContext& context,
                                        const nlohmann::json& input) {
  return list_records(context, "ListExperiments", input, {.kind = RecordKind::kExperiment});
}

Result<nlohmann::json> delete_experiment(const TrackingContext& context,
                                         const nlohmann::json& input) {
  TUNER_RETURN_IF_ERROR(context.view().remove(RecordKind::kExperiment, experiment_in(input)));
  return experiment_answer(context, experiment_in(input));
}

}  // namespace tuner::sagemaker
