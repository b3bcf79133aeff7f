#include "service/sagemaker/experiments.h"

#include <nlohmann/json.hpp>

#include "service/sagemaker/record_input.h"
#include "service/sagemaker/record_json.h"
#include "service/sagemaker/record_lists.h"

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;
constexpr RecordKind kKind = RecordKind::kExperiment;

std::string name_in(const Json& input) { return input.at("ExperimentName").get<std::string>(); }

Json arn_answer(const TrackingContext& context, const std::string& name) {
  return {{"ExperimentArn", arn_of(context.caller, kKind, name)}};
}

}  // namespace

Result<nlohmann::json> create_experiment(const TrackingContext& context,
                                         const nlohmann::json& input) {
  TrackingRecord record = new_record(context, kKind, input);
  record.description = text_of(input, "Description").value_or("");
  TUNER_ASSIGN_OR_RETURN(const Tags tags, tags_from(input));
  TUNER_RETURN_IF_ERROR(context.view().create(record, tags));
  return arn_answer(context, record.name);
}

Result<nlohmann::json> describe_experiment(const TrackingContext& context,
                                           const nlohmann::json& input) {
  TUNER_ASSIGN_OR_RETURN(const TrackingRecord record, context.view().record(kKind, name_in(input)));
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
  TUNER_RETURN_IF_ERROR(context.view().change(kKind, name_in(input), change));
  return arn_answer(context, name_in(input));
}

Result<nlohmann::json> list_experiments(const TrackingContext& context,
                                        const nlohmann::json& input) {
  return list_records(context, "ListExperiments", input, {.kind = kKind});
}

Result<nlohmann::json> delete_experiment(const TrackingContext& context,
                                         const nlohmann::json& input) {
  TUNER_RETURN_IF_ERROR(context.view().remove(kKind, name_in(input)));
  return arn_answer(context, name_in(input));
}

}  // namespace tuner::sagemaker
