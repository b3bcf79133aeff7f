#include "service/sagemaker_search.h"

#include <optional>
#include <string>

namespace tuner {
namespace {

constexpr std::int64_t kLongestResource = 20'000;

// Where there is no MaxResource, SageMaker looks for these.
constexpr const char* kEpochs[] = {"epochs", "numepochs", "n-epochs", "n_epochs", "num_epochs"};

std::optional<std::int64_t> epochs_in(const TuningJobSpec& spec) {
  for (const char* name : kEpochs) {
    const auto found = spec.static_hyperparameters.find(name);
    if (found == spec.static_hyperparameters.end()) continue;
    if (const auto count = parse_whole<std::int64_t>(found->second)) return count;
  }
  return std::nullopt;
}

std::optional<std::int64_t> read_resource(const Field& field) {
  const auto value = field.whole<std::int64_t>();
  if (value && (*value < 1 || *value > kLongestResource)) {
    field.complain("must be from 1 to " + std::to_string(kLongestResource) + ", found " +
                   std::to_string(*value));
  }
  return value;
}

}  // namespace

void read_sagemaker_completion(const Field& field, Completion& completion) {
  const auto read_target = [&](const Field& each) {
    each.stands_for("/completion/target");
    assign(completion.target, each.number());
  };
  const auto read_most = [&](const Field& each) {
    each.stands_for("/completion/not_improving");
    const auto count = each.whole<std::uint32_t>();
    if (count && *count < 3) each.complain("must be at least 3, found " + std::to_string(*count));
    assign(completion.not_improving, count);
  };
  const auto read_convergence = [&](const Field& each) {
    each.stands_for("/completion/converged");
    const auto enabled = each.one_of<bool>({{"Enabled", true}, {"Disabled", false}});
    if (enabled.value_or(false)) completion.converged = Convergence{};
  };
  field.read_members({{"TargetObjectiveMetricValue", read_target},
                      {"BestObjectiveNotImproving",
                       [&](const Field& each) {
                         each.read_members({{"MaxNumberOfTrainingJobsNotImproving", read_most}});
                       }},
                      {"ConvergenceDetected", [&](const Field& each) {
                         each.read_members({{"CompleteOnConvergence", read_convergence}});
                       }}});
}

WarmStart read_sagemaker_warm_start(const Field& field) {
  WarmStart warm_start{.of_ended_jobs = true};
  field.stands_for("/warm_start");
  const auto read_parent = [&](const Field& each) {
    each.stands_for("/warm_start/jobs/" + std::to_string(warm_start.jobs.size()));
    if (auto name = each.text()) warm_start.jobs.push_back(std::move(*name));
  };
  const auto read_parents = [&](const Field& each) {
    for (const Field& parent : each.items())
      parent.read_members({{"HyperParameterTuningJobName", read_parent}},
                          {"HyperParameterTuningJobName"});
  };
  const auto read_kind = [&](const Field& each) {
    assign(warm_start.kind,
           each.one_of<WarmStart::Kind>({{"IdenticalDataAndAlgorithm", WarmStart::Kind::kIdentical},
                                         {"TransferLearning", WarmStart::Kind::kTransfer}}));
  };
  field.read_members(
      {{"ParentHyperParameterTuningJobs", read_parents}, {"WarmStartType", read_kind}},
      {"ParentHyperParameterTuningJobs", "WarmStartType"});
  return warm_start;
}

void read_sagemaker_hyperband(const Field& config, TuningJobSpec& spec) {
  const Node* strategy = config.node().find("Strategy");
  const bool is_hyperband = strategy != nullptr && strategy->text == "Hyperband";
  const bool has_config = config.node().find("StrategyConfig") != nullptr;
  if (has_config && !is_hyperband) {
    return config.member("StrategyConfig")
        .complain("'StrategyConfig' belongs to the strategy 'Hyperband'");
  }
  if (!is_hyperband) return;
  if (!spec.definitions.empty()) {
    return config.member("Strategy")
        .complain("the strategy 'Hyperband' is not supported with 'TrainingJobDefinitions'");
  }
  if (spec.early_stopping.median) {
    config.member("TrainingJobEarlyStoppingType")
        .complain("the strategy 'Hyperband' stops trainings itself; this must be 'Off'");
  }
  std::optional<std::int64_t> min, max;
  if (has_config) {
    const auto read_limits = [&](const Field& each) {
      each.read_members({{"MinResource", [&](const Field& value) { min = read_resource(value); }},
                         {"MaxResource", [&](const Field& value) { max = read_resource(value); }}});
    };
    config.member("StrategyConfig").read_members({{"HyperbandStrategyConfig", read_limits}});
  }
  if (!max) max = epochs_in(spec);
  if (!max) {
    return config.member("Strategy")
        .complain(
            "the strategy 'Hyperband' needs MaxResource, or a static hyperparameter "
            "such as 'epochs' that says how far trainings go");
  }
  config.member("Strategy").stands_for("/resource");
  spec.resource = Resource{.min = min.value_or(1), .max = *max, .counts_values = true};
  spec.early_stopping.asha = true;
}

}  // namespace tuner
