#include "tests/contract/strategy_life.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/contract/strategy_contract.h"

namespace tuner {
namespace {

// Smooth, and different for almost all configurations; each has its minimum elsewhere.
std::vector<double> losses_of(const Encoding& encoding, const Configuration& configuration) {
  std::vector<double> losses;
  for (std::size_t j = 0; j < StrategyContract::GetParam().objectives; ++j) {
    const double centre = 0.3 + 0.2 * static_cast<double>(j);
    losses.push_back((encoding.encode(configuration).array() - centre).square().sum());
  }
  return losses;
}

}  // namespace

Outcome succeeded(const Encoding& encoding, TrialId trial, const Suggestion& suggestion) {
  return {trial,
          suggestion,
          TrialStatus::kSucceeded,
          FailureClass::kNone,
          losses_of(encoding, suggestion.configuration)};
}

Outcome troubled(const Encoding& encoding, TrialId trial, const Suggestion& suggestion) {
  Outcome outcome = succeeded(encoding, trial, suggestion);
  switch (trial.number % 9) {
    case 3:
      return {trial, suggestion, TrialStatus::kFailed, FailureClass::kOutOfMemory};
    case 6:
      return {trial, suggestion, TrialStatus::kCancelled};
    case 0:
      return {trial, suggestion, TrialStatus::kStoppedEarly};
    case 5:
      outcome.status = TrialStatus::kStoppedEarly;  // with the value it had
  }
  return outcome;
}

std::vector<Suggestion> asked(Strategy& strategy, std::uint32_t first, std::size_t count) {
  const auto suggestions = strategy.ask({first}, count);
  EXPECT_TRUE(suggestions) << to_string(suggestions.error());
  return suggestions ? *suggestions : std::vector<Suggestion>();
}

History live(Strategy& strategy,
             const Encoding& encoding,
             std::size_t trials,
             void (Strategy::*between)()) {
  History history;
  for (std::uint32_t n = 1; n <= trials; ++n) {
    if (between) (strategy.*between)();
    const auto suggestions = asked(strategy, n, 1);
    if (suggestions.empty()) break;
    history.push_back(suggestions[0]);
    if (between) (strategy.*between)();
    strategy.tell(troubled(encoding, {n}, suggestions[0]));
  }
  return history;
}

History live_in_pairs(Strategy& strategy,
                      const Encoding& encoding,
                      std::size_t trials,
                      bool one_ask) {
  History history;
  for (std::uint32_t n = 1; n + 1 <= trials; n += 2) {
    auto pair = asked(strategy, n, one_ask ? 2 : 1);
    if (!one_ask) {
      const auto second = asked(strategy, n + 1, 1);
      pair.insert(pair.end(), second.begin(), second.end());
    }
    for (std::size_t i = 0; i < pair.size(); ++i) {
      history.push_back(pair[i]);
      strategy.tell(troubled(encoding, {n + static_cast<std::uint32_t>(i)}, pair[i]));
      if (!one_ask) strategy.prepare();
    }
    if (pair.size() < 2) break;
  }
  return history;
}

std::size_t distinct(const History& history) {
  std::set<Configuration> configurations;
  for (const Suggestion& suggestion : history) configurations.insert(suggestion.configuration);
  return configurations.size();
}

void expect_legal(const SearchSpace& space, const Suggestion& suggestion) {
  const auto legal = space.check(suggestion.configuration);
  EXPECT_TRUE(legal) << to_string(legal.error()) << " in " << to_text(suggestion.configuration);
}

}  // namespace tuner
