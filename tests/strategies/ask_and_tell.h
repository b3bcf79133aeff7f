// Asking a strategy for one configuration after another and telling it their losses.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tuner/strategy.h"

namespace tuner {

inline constexpr std::uint64_t kSeed = 7;

using LossFunction = std::function<double(const Configuration&)>;

inline Outcome success(std::uint32_t trial, const Configuration& configuration, double loss) {
  return {TrialId{trial}, {configuration}, TrialStatus::kSucceeded, FailureClass::kNone, {loss}};
}

inline Outcome failure(std::uint32_t trial,
                       const Configuration& configuration,
                       FailureClass failure) {
  return {TrialId{trial}, {configuration}, TrialStatus::kFailed, failure};
}

inline Configuration ask_one(Strategy& strategy, std::uint32_t trial) {
  const auto suggestions = strategy.ask(TrialId{trial}, 1);
  EXPECT_TRUE(suggestions) << (suggestions ? "" : suggestions.error().message);
  return suggestions && !suggestions->empty() ? suggestions->front().configuration
                                              : Configuration{};
}

// Trials 1 … `trials`, or until the strategy is exhausted; what was asked.
inline std::vector<Configuration> run(Strategy& strategy,
                                      std::uint32_t trials,
                                      const LossFunction& loss) {
  std::vector<Configuration> asked;
  for (std::uint32_t trial = 1; trial <= trials && !strategy.exhausted(); ++trial) {
    asked.push_back(ask_one(strategy, trial));
    strategy.tell(success(trial, asked.back(), loss(asked.back())));
  }
  return asked;
}

inline double real(const Configuration& configuration, const std::string& name) {
  return std::get<double>(configuration.at(name));
}

// Of continuous parameters; minimum 0 where all are 0.3.
inline double bowl(const Configuration& configuration) {
  double sum = 0.0;
  for (const auto& [name, value] : configuration) sum += std::pow(std::get<double>(value) - 0.3, 2);
  return sum;
}

}  // namespace tuner
