#include "tuner/job/passed_size.h"

#include <algorithm>

#include "tuner/base/text.h"

namespace tuner {
namespace {

// Two dashes, two ends, two pointers.
constexpr std::size_t kBesidesNameAndValue = 20;
constexpr std::size_t kLongestNumber = 25;

std::size_t longest_value(const Parameter& parameter) {
  const auto* categorical = std::get_if<Categorical>(&parameter.domain);
  if (categorical == nullptr) return kLongestNumber;
  std::size_t longest = 0;
  for (const auto& value : categorical->values)
    longest = std::max(longest, to_text(ParameterValue(value)).size());
  return longest;
}

std::string count_of_bytes(std::size_t count) { return std::to_string(count) + " bytes"; }

void check_one(std::string at, std::size_t size, std::vector<Error>& problems) {
  if (size <= kLongestPassedText) return;
  problems.push_back({ErrorCode::kInvalidArgument,
                      "a text of " + count_of_bytes(size) +
                          " cannot be passed to a program: at most " +
                          std::to_string(kLongestPassedText),
                      std::move(at)});
}

void check_all(std::string at,
               std::string what,
               std::size_t size,
               std::size_t most,
               std::vector<Error>& problems) {
  if (size <= most) return;
  problems.push_back({ErrorCode::kInvalidArgument,
                      std::move(what) + " come to " + count_of_bytes(size) +
                          ", names and values together, and at most " + std::to_string(most) +
                          " can be passed to a training",
                      std::move(at)});
}

}  // namespace

std::size_t passed_bytes(std::string_view name, std::string_view value) {
  return name.size() + value.size() + kBesidesNameAndValue;
}

std::size_t passed_bytes(const std::map<std::string, std::string>& named_values) {
  std::size_t sum = 0;
  for (const auto& [name, value] : named_values) sum += passed_bytes(name, value);
  return sum;
}

std::vector<Error> passed_size_problems(const TrainingDefinition& training) {
  std::vector<Error> problems;
  std::size_t hyperparameters = passed_bytes(training.static_hyperparameters);
  for (const Parameter& parameter : training.parameters)
    hyperparameters += passed_bytes(parameter.name, "") + longest_value(parameter);
  for (const auto& [name, value] : training.static_hyperparameters)
    check_one("/static/" + pointer_token(name), std::max(name.size() + 2, value.size()), problems);
  check_all("/static",
            "the hyperparameters of a training",
            hyperparameters,
            kMostHyperparameterBytes,
            problems);
  for (const auto& [name, value] : training.environment) {
    check_one("/environment/" + pointer_token(name), name.size() + 1 + value.size(), problems);
  }
  check_all("/environment",
            "the variables of the environment",
            passed_bytes(training.environment),
            kMostEnvironmentBytes,
            problems);
  return problems;
}

}  // namespace tuner
