#include "service/sagemaker_request.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

#include "service/sagemaker_definition.h"
#include "service/sagemaker_ranges.h"
#include "service/sagemaker_search.h"
#include "service/sagemaker_words.h"
#include "service/wording.h"
#include "tuner/job/job_file_training.h"
#include "tuner/space/search_space.h"

namespace tuner {
namespace {

using std::chrono::seconds;

constexpr seconds kGrace{120};  // between SageMaker's TERM and KILL
constexpr std::uint64_t kLargestGrid = 750;

void read_limits(const Field& field, Limits& limits) {
  const auto read_trials = [&](const Field& each) {
    each.stands_for("/limits/trials");
    assign(limits.trials, each.whole<std::uint32_t>());
  };
  const auto read_parallel = [&](const Field& each) {
    each.stands_for("/limits/parallel");
    assign(limits.parallel, each.whole<std::uint32_t>());
  };
  const auto read_time = [&](const Field& each) {
    each.stands_for("/limits/time");
    if (const auto count = each.whole<std::uint32_t>()) limits.time = seconds(*count);
  };
  field.stands_for("/limits");
  field.read_members({{"MaxNumberOfTrainingJobs", read_trials},
                      {"MaxParallelTrainingJobs", read_parallel},
                      {"MaxRuntimeInSeconds", read_time}},
                     {"MaxParallelTrainingJobs"});
}

void read_strategy(const Field& field, TuningJobSpec& spec) {
  assign(spec.strategy,
         field.one_of<std::string>({{"Bayesian", "bayesian"},
                                    {"Random", "random"},
                                    {"Grid", "grid"},
                                    {"Hyperband", "bayesian"}}));
}

void read_config(const Field& field, TuningJobSpec& spec) {
  const auto read_stopping = [&](const Field& each) {
    assign(spec.early_stopping.median, each.one_of<bool>({{"Off", false}, {"Auto", true}}));
  };
  field.read_members(
      {{"Strategy", [&](const Field& each) { read_strategy(each, spec); }},
       {"HyperParameterTuningJobObjective",
        [&](const Field& each) { spec.objectives = {read_sagemaker_objective(each)}; }},
       {"ResourceLimits", [&](const Field& each) { read_limits(each, spec.limits); }},
       {"ParameterRanges",
        [&](const Field& each) { spec.parameters = read_sagemaker_ranges(each); }},
       {"TrainingJobEarlyStoppingType", read_stopping},
       {"RandomSeed", [&](const Field& each) { assign(spec.seed, each.whole<std::uint64_t>()); }},
       {"StrategyConfig",
        [](const Field&) {}},  // with the strategy, when all of the request is known
       {"TuningJobCompletionCriteria",
        [&](const Field& each) { read_sagemaker_completion(each, spec.completion); }}},
      {"Strategy", "ResourceLimits"});
}

void read_definition(const Field& field, const Catalogue& catalogue, TuningJobSpec& spec) {
  NamedDefinition definition;
  static_cast<TrainingDefinition&>(definition) = spec;
  read_sagemaker_definition(field, catalogue, definition);
  spec.limits.trial_time = definition.trial_time;
  static_cast<TrainingDefinition&>(spec) = std::move(definition);
}

void read_definitions(const Field& field, const Catalogue& catalogue, TuningJobSpec& spec) {
  field.stands_for("/definitions");
  const std::vector<Field> items = field.items();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string at = "/definitions/" + std::to_string(i);
    const Field item = items[i].within(at);
    item.stands_for("");
    spec.definitions.push_back(read_sagemaker_named_definition(item, catalogue));
  }
}

// Where a request has one definition too many, or an objective and ranges that are the definitions' own.
void check_definitions(const Field& root, const TuningJobSpec& spec) {
  const Node& document = root.node();
  const bool one = document.find("TrainingJobDefinition") != nullptr;
  const Node* several = document.find("TrainingJobDefinitions");
  if (one && several != nullptr) {
    root.member("TrainingJobDefinitions")
        .complain("give either 'TrainingJobDefinition' or 'TrainingJobDefinitions'");
  } else if (!one && several == nullptr) {
    root.complain("either 'TrainingJobDefinition' or 'TrainingJobDefinitions' is needed");
  } else if (several != nullptr && spec.definitions.empty() && several->kind == Node::Kind::kList) {
    root.member("TrainingJobDefinitions").complain("'TrainingJobDefinitions' is empty");
  }
  const Node* config = document.find("HyperParameterTuningJobConfig");
  if (several == nullptr || config == nullptr || config->kind != Node::Kind::kMapping) return;
  for (const char* key : {"HyperParameterTuningJobObjective", "ParameterRanges"}) {
    if (config->find(key) == nullptr) continue;
    root.member("HyperParameterTuningJobConfig")
        .member(key)
        .complain("with 'TrainingJobDefinitions', each definition has its own");
  }
}

void check_warm_start(const Field& root, const TuningJobSpec& spec) {
  const Node* config = root.node().find("HyperParameterTuningJobConfig");
  const Node* strategy = config == nullptr ? nullptr : config->find("Strategy");
  if (!spec.warm_start || strategy == nullptr) return;
  if (strategy->text == "Grid" || strategy->text == "Hyperband") {
    root.member("WarmStartConfig")
        .complain("a warm start needs the strategy 'Bayesian' or 'Random', not '" + strategy->text +
                  "'");
  }
}

bool is_categorical(const Parameter& parameter) {
  return std::holds_alternative<Categorical>(parameter.domain);
}

// How many configurations the definitions have together; nullopt: more than `most`, or it cannot be told, which is reported elsewhere.
std::optional<std::uint64_t> combinations(const TuningJobSpec& spec, std::uint64_t most) {
  std::uint64_t all = 0;
  for (const TrainingDefinition* definition : spec.all_definitions()) {
    const auto space = definition->space();
    const auto count = space ? space->cardinality(most) : std::nullopt;
    if (!count || *count > most - all) return std::nullopt;
    all += *count;
  }
  return all;
}

// Of Grid: what it takes, and how many trainings that makes.
void check_grid(const TuningJobSpec& spec, const SourceMap::Place& ranges, Complaints& complaints) {
  const auto all = spec.all_definitions();
  bool are_categorical = true;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (std::ranges::all_of(all[i]->parameters, is_categorical)) continue;
    are_categorical = false;
    complaints.add(complaints.places().find(spec.definition_pointer(i) + "/parameters"),
                   "the strategy 'Grid' takes categorical ranges only");
  }
  if (!are_categorical) return;
  const auto count = combinations(spec, kLargestGrid);
  if (!count) {
    complaints.add(ranges,
                   "the grid has more than " + std::to_string(kLargestGrid) + " combinations");
  } else if (spec.limits.trials && *count != *spec.limits.trials) {
    complaints.add(ranges,
                   "the grid has " + std::to_string(*count) +
                       " combinations; MaxNumberOfTrainingJobs must be left out or equal to it");
  }
}

// SageMaker's own rules about how many configurations there are; of several definitions they hold for the sum.
void check_combinations(const TuningJobSpec& spec, Complaints& complaints) {
  for (std::size_t i = 0; i < spec.all_definitions().size(); ++i) {
    if (complaints.any_under(spec.definition_pointer(i) + "/parameters")) return;
  }
  const SourceMap::Place ranges =
      complaints.places().find(spec.definitions.empty() ? "/parameters" : "/definitions");
  if (spec.strategy == "grid") return check_grid(spec, ranges, complaints);
  const std::uint64_t wanted = spec.limits.trials.value_or(0);
  const auto count = combinations(spec, wanted);
  if (!count || *count >= wanted) return;
  complaints.add(ranges,
                 "the ranges give only " + counted(*count, "combination") +
                     ", fewer than MaxNumberOfTrainingJobs (" + std::to_string(wanted) + ")");
}

std::function<void(const Field&)> name_reader(TuningJobSpec& spec) {
  return [&spec](const Field& each) {
    each.stands_for("/name");
    assign(spec.name.text, each.text());
  };
}

void later(const Field& field) { refuse_later(field, "'" + field.name() + "'"); }

bool is_training_request(const Node& document) {
  return document.find("TrainingJobName") != nullptr;
}

// A job that trains once, with what the request says.
void read_training(const Field& root, const Catalogue& catalogue, TuningJobSpec& spec) {
  NamedDefinition definition;
  read_sagemaker_training(root,
                          catalogue,
                          {{"TrainingJobName", name_reader(spec)},
                           {"Tags", ignore_field},
                           {"ExperimentConfig", ignore_field},
                           {"DebugHookConfig", ignore_field},
                           {"DebugRuleConfigurations", ignore_field},
                           {"TensorBoardOutputConfig", ignore_field},
                           {"ProfilerConfig", ignore_field},
                           {"ProfilerRuleConfigurations", ignore_field},
                           {"RemoteDebugConfig", ignore_field},
                           {"InfraCheckConfig", ignore_field},
                           {"SessionChainingConfig", ignore_field},
                           {"ServerlessJobConfig", later},
                           {"MlflowConfig", later},
                           {"ModelPackageConfig", later}},
                          definition);
  spec.limits.trial_time = definition.trial_time;
  static_cast<TrainingDefinition&>(spec) = std::move(definition);
  spec.limits.trials = 1;
  spec.strategy = "grid";  // of no parameters: one configuration, the empty one
}

// Clients send back what Describe has added. Another value breaks a rule of the definition.
void drop_objective_hyperparameter(TrainingDefinition& training) {
  const auto given = training.static_hyperparameters.find(kObjectiveHyperparameter);
  if (given == training.static_hyperparameters.end() || training.objectives.empty()) return;
  if (given->second == training.objectives.front().metric)
    training.static_hyperparameters.erase(given);
}

void read_tuning(const Field& root, const Catalogue& catalogue, TuningJobSpec& spec) {
  root.read_members(
      {{"HyperParameterTuningJobName", name_reader(spec)},
       {"HyperParameterTuningJobConfig", [&](const Field& each) { read_config(each, spec); }},
       {"TrainingJobDefinition",
        [&](const Field& each) { read_definition(each, catalogue, spec); }},
       {"Tags", ignore_field},
       {"TrainingJobDefinitions",
        [&](const Field& each) { read_definitions(each, catalogue, spec); }},
       {"WarmStartConfig",
        [&](const Field& each) { spec.warm_start = read_sagemaker_warm_start(each); }},
       {"Autotune", later}},
      {"HyperParameterTuningJobName", "HyperParameterTuningJobConfig"});
  check_definitions(root, spec);
  check_warm_start(root, spec);
  if (const Node* config = root.node().find("HyperParameterTuningJobConfig")) {
    if (config->kind == Node::Kind::kMapping)
      read_sagemaker_hyperband(root.member("HyperParameterTuningJobConfig"), spec);
  }
  drop_objective_hyperparameter(spec);
  for (NamedDefinition& definition : spec.definitions) drop_objective_hyperparameter(definition);
  if (!spec.definitions.empty()) keep_aims_only(spec);
}

}  // namespace

bool is_sagemaker_request(const Node& document) {
  return document.find("HyperParameterTuningJobName") != nullptr ||
         document.find("HyperParameterTuningJobConfig") != nullptr || is_training_request(document);
}

JobFile read_sagemaker_request(const Node& document,
                               const std::string& file,
                               const Catalogue& catalogue) {
  JobFile job{{}, Complaints(file, in_words_of_requests)};
  const Field root(document, "", job.complaints);
  job.spec.grace = kGrace;
  if (is_training_request(document)) {
    read_training(root, catalogue, job.spec);
  } else {
    read_tuning(root, catalogue, job.spec);
    check_combinations(job.spec, job.complaints);
  }
  return job;
}

}  // namespace tuner
