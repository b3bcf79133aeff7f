#include "service/sagemaker/experiment_config.h"

#include <nlohmann/json.hpp>

#include "service/sagemaker/automatic_experiments.h"
#include "service/sagemaker/record_input.h"
#include "service/sagemaker/trial_components.h"
#include "service/sagemaker/trial_groups.h"

namespace tuner::sagemaker {

using Json = nlohmann::json;

Result<void> check_experiment_config(const TrackingContext& context, const Json& config) {
  const auto experiment = text_of(config, "ExperimentName"), trial = text_of(config, "TrialName");
  if (experiment) {
    TUNER_RETURN_IF_ERROR(context.view().record(RecordKind::kExperiment, *experiment));
  }
  if (!trial) return {};
  TUNER_ASSIGN_OR_RETURN(const TrackingRecord group,
                         context.view().record(RecordKind::kTrialGroup, *trial));
  if (!experiment || record_key(group.experiment) == record_key(*experiment)) return {};
  return fail(ErrorCode::kInvalidArgument,
              "Trial '" + *trial + "' is in the experiment '" + group.experiment + "', not in '" +
                  *experiment + "'.");
}

Result<void> forget_component(TrackingStore& store, const std::string& training) {
  const std::string component = training + std::string(kTrialSuffix);
  const auto row = store.record(RecordKind::kTrialComponent, component);
  if (!row && row.error().code == ErrorCode::kNotFound) return {};
  if (!row) return fail(row.error());
  const RecordQuery its_groups{.kind = RecordKind::kTrialGroup, .component = component};
  TUNER_ASSIGN_OR_RETURN(auto groups, store.records(its_groups));
  while (!groups.empty()) {
    for (const TrackingRecord& group : groups)
      TUNER_RETURN_IF_ERROR(store.disassociate(group.name, component));
    TUNER_ASSIGN_OR_RETURN(groups, store.records(its_groups));
  }
  return store.remove(RecordKind::kTrialComponent, component);
}

Result<void> join_experiment(const TrackingContext& context,
                             const Json& config,
                             const std::string& training) {
  const std::string component = training + std::string(kTrialSuffix);
  const auto experiment = text_of(config, "ExperimentName");
  auto trial = text_of(config, "TrialName");
  if (!trial && experiment) {
    trial = training;
    const auto created =
        create_trial(context, {{"TrialName", *trial}, {"ExperimentName", *experiment}});
    if (!created && created.error().code != ErrorCode::kAlreadyExists) return fail(created.error());
  }
  if (trial) {
    TUNER_RETURN_IF_ERROR(associate_trial_component(
        context, {{"TrialName", *trial}, {"TrialComponentName", component}}));
  }
  if (const auto name = text_of(config, "TrialComponentDisplayName")) {
    TUNER_RETURN_IF_ERROR(update_trial_component(
        context, {{"TrialComponentName", component}, {"DisplayName", *name}}));
  }
  return {};
}

}  // namespace tuner::sagemaker
