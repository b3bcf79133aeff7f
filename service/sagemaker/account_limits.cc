#include "service/sagemaker/account_limits.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "tuner/job/tuning_job.h"

namespace tuner::sagemaker {
namespace {

using json = nlohmann::json;

constexpr std::uint64_t kMostRunning = 100;
constexpr std::uint64_t kMostTrainingJobs = 750;
constexpr std::uint64_t kMostParallel = 10;
constexpr std::uint64_t kMostSearched = 30;
constexpr std::uint64_t kMostHyperparameters = 100;
constexpr std::uint64_t kLongestTraining = 28 * 24 * 3600;  // seconds

// Collects the limits that a request is beyond, in the service's words.
class Excess {
 public:
  void check(const std::string& what,
             std::uint64_t limit,
             std::uint64_t wanted,
             std::uint64_t in_use = 0) {
    if (in_use + wanted <= limit) return;
    message_ += "The account-level service limit '" + what + "' is " + std::to_string(limit) +
                ", with current utilization of " + std::to_string(in_use) +
                " and a request delta of " + std::to_string(wanted) + ". ";
  }

  std::optional<Fault> fault() const {
    if (message_.empty()) return std::nullopt;
    return Fault{"ResourceLimitExceeded",
                 message_ + "A server without --strict-limits does not have these limits."};
  }

 private:
  std::string message_;
};

std::uint64_t count_ranges(const json& ranges) {
  std::uint64_t count = 0;
  for (const char* kind :
       {"IntegerParameterRanges", "ContinuousParameterRanges", "CategoricalParameterRanges"})
    count += ranges.value(kind, json::array()).size();
  return count;
}

void check_run_time(const json& definition, Excess& excess) {
  const json stopping = definition.value("StoppingCondition", json::object());
  excess.check("Longest run time of a training job in seconds",
               kLongestTraining,
               stopping.value("MaxRuntimeInSeconds", std::uint64_t{0}));
}

// `ranges`: what the definition searches.
void check_definition(const json& definition, const json& ranges, Excess& excess) {
  const std::uint64_t searched = count_ranges(ranges);
  const json fixed = definition.value("StaticHyperParameters", json::object());
  const std::uint64_t own = fixed.contains(kObjectiveHyperparameter) ? 0 : 1;
  excess.check("Hyperparameters that are searched", kMostSearched, searched);
  excess.check("Hyperparameters of a training job, _tuning_objective_metric included",
               kMostHyperparameters,
               searched + fixed.size() + own);
  check_run_time(definition, excess);
}

Fault not_null(const std::string& place) {
  return {"ValidationException",
          "1 validation error detected: Value null at '" + place +
              "' failed to satisfy constraint: Member must not be null"};
}

// Of the first definition that says neither in one way nor in the other what machines it wants.
std::optional<Fault> missing_resources(const json& request) {
  const auto names_some = [](const json& definition) {
    return definition.contains("ResourceConfig") ||
           definition.contains("HyperParameterTuningResourceConfig");
  };
  if (request.contains("TrainingJobDefinition") && !names_some(request["TrainingJobDefinition"]))
    return not_null("trainingJobDefinition.resourceConfig");
  std::size_t number = 0;
  for (const json& definition : request.value("TrainingJobDefinitions", json::array())) {
    ++number;
    if (!names_some(definition))
      return not_null("trainingJobDefinitions." + std::to_string(number) +
                      ".member.resourceConfig");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Fault> beyond_account_limits(const json& request, std::size_t running) {
  if (auto fault = missing_resources(request)) return fault;
  Excess excess;
  excess.check("Tuning jobs that run at once", kMostRunning, 1, running);
  const json& config = request.at("HyperParameterTuningJobConfig");
  const json& limits = config.at("ResourceLimits");
  excess.check("Training jobs of a tuning job",
               kMostTrainingJobs,
               limits.value("MaxNumberOfTrainingJobs", std::uint64_t{0}));
  excess.check("Parallel training jobs of a tuning job",
               kMostParallel,
               limits.value("MaxParallelTrainingJobs", std::uint64_t{0}));
  if (request.contains("TrainingJobDefinition")) {
    check_definition(request.at("TrainingJobDefinition"),
                     config.value("ParameterRanges", json::object()),
                     excess);
  }
  for (const json& definition : request.value("TrainingJobDefinitions", json::array()))
    check_definition(definition, definition.value("HyperParameterRanges", json::object()), excess);
  return excess.fault();
}

std::optional<Fault> training_beyond_account_limits(const json& request) {
  if (!request.contains("ResourceConfig")) return not_null("resourceConfig");
  Excess excess;
  check_run_time(request, excess);
  return excess.fault();
}

}  // namespace tuner::sagemaker
