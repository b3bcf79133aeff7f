#include "service/sagemaker_search.h"

#include <optional>
#include <string>
#include <utility>

namespace tuner {
namespace {

constexpr std::int64_t kLongestResource = 20'000;

// Where there is no MaxResource, SageMaker looks for these.
constexpr const char* kEpochs[] = {"epochs", "numepochs", "n-epochs", "n_epochs", "num_epochs"};

// The name of the static hyperparameter, and its value.
std::optional<std::pair<std::string, std::int64_t>> epochs_in(const TuningJobSpec& spec) {
  for (const char* name : kEpochs) {
    const auto found = spec.static_hyperparameters.find(name);
    if (found == spec.static_hyperparameters.end()) continue;
    if (const auto count = parse_whole<std::int64_t>(found->second)) return std::pair(name, *count);
  }
  return std::nullopt;
}

struct Resources {
  std::optional<std::int64_t> min, max;
  bool are_read = true;  // else a complaint was made
};

Resources read_resources(const Field& strategy_config) {
  Resources read;
  const auto into = [&read](std::optional<std::int64_t>& bound) {
    return [&](const Field& field) {
      bound = field.whole<std::int64_t>();
      if (bound && *bound >= 1 && *bound <= kLongestResource) return;
      read.are_read = false;
      if (bound)
        field.complain("must be from 1 to " + std::to_string(kLongestResource) + ", found " +
                       std::to_string(*bound));
    };
  };
  const auto read_bounds = [&](const Field& field) {
    field.read_members({{"MinResource", into(read.min)}, {"MaxResource", into(read.max)}});
    if (!read.are_read || !read.min || !read.max || *read.min <= *read.max) return;
    read.are_read = false;
    field.member("MinResource")
        .complain("MinResource (" + std::to_string(*read.min) +
                  ") must not be greater than MaxResource (" + std::to_string(*read.max) + ")");
  };
  strategy_config.read_members({{"HyperbandStrategyConfig", read_bounds}});
  return read;
}

// How far trainings go; nullopt: a complaint was made.
std::optional<Resource> resource_of(const Field& config, const TuningJobSpec& spec) {
  Resources read;
  if (config.node().find("StrategyConfig") != nullptr)
    read = read_resources(config.member("StrategyConfig"));
  if (!read.are_read) return std::nullopt;
  const std::int64_t min = read.min.value_or(1);
  if (read.max) return Resource{.min = min, .max = *read.max, .counts_values = true};
  const auto epochs = epochs_in(spec);
  if (!epochs) {
    config.member("Strategy")
        .complain(
            "the strategy 'Hyperband' needs MaxResource, or a static hyperparameter "
            "such as 'epochs' that says how far trainings go");
    return std::nullopt;
  }
  const auto& [name, count] = *epochs;
  if (count >= min) return Resource{.min = min, .max = count, .counts_values = true};
  config.member("Strategy")
      .complain("the static hyperparameter '" + name + "' (" + std::to_string(count) +
                ") stands for MaxResource and must not be less than MinResource (" +
                std::to_string(min) + ")");
  return std::nullopt;
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
  config.member("Strategy").stands_for("/resource");
  spec.resource = resource_of(config, spec);
  spec.early_stopping.asha = spec.resource.has_value();
}

}  // namespace tuner
