#include "strategies/promotion.h"

#include <gmock/gmock.h>

#include <map>

#include "strategies/brackets.h"
#include "strategies/random.h"
#include "strategies/registry.h"
#include "tests/contract/strategy_contract.h"
#include "tests/contract/strategy_life.h"
#include "tests/fakes/counting_strategy.h"
#include "tests/fakes/job_fixtures.h"
#include "tuner/job/prior.h"

namespace tuner {
namespace {

using MadeOrError = Result<std::unique_ptr<Strategy>>;

// In a finite space a continuation repeats a configuration, so the suite is for one without rungs.
MadeOrError without_rungs(SearchSpace space, std::uint64_t seed) {
  return std::make_unique<Promotion>(
      Resource{"epochs", 9, 9, 3, true}, seed, make_strategy("bayesian", space, seed).value());
}

INSTANTIATE_TEST_SUITE_P(Promotion, StrategyContract, testing::Values(StrategyCase{without_rungs}));

std::unique_ptr<Strategy> with_rungs(const SearchSpace& space, const std::string& strategy) {
  TuningJobSpec spec = small_spec(100, 1);
  spec.strategy = strategy;
  spec.parameters.assign(space.parameters().begin(), space.parameters().end());
  spec.early_stopping.asha = true;
  spec.resource = {"epochs", 1, 9, 3, true, 2};
  return make_strategy(spec).value();
}

// With the parameter that the suite's lives are led by.
class PromotedLives : public testing::TestWithParam<StrategyCase> {
 protected:
  const Encoding encoding{
      SearchSpace::create({{"a", Continuous{0.0, 1.0}}, {"b", Continuous{0.0, 1.0}}}).value()};
  static constexpr std::size_t kLength = 40;
};

INSTANTIATE_TEST_SUITE_P(Promotion, PromotedLives, testing::Values(StrategyCase{without_rungs}));

TEST_P(PromotedLives, ContinueAndBeginInBothBrackets) {
  const auto strategy = with_rungs(encoding.space(), "bayesian");
  std::size_t continued = 0;
  std::map<std::int64_t, std::size_t> begun;
  for (const Suggestion& suggestion : live(*strategy, encoding, kLength)) {
    ASSERT_TRUE(suggestion.budget);
    if (suggestion.resume_from) ++continued;
    if (!suggestion.resume_from) ++begun[*suggestion.budget];
  }
  EXPECT_GE(continued, 5U);
  EXPECT_GE(begun[1], 10U);
  EXPECT_GE(begun[3], 3U);
  EXPECT_EQ(begun.size(), 2U);
}

TEST_P(PromotedLives, RecallingEqualsLivingThroughThem) {
  for (const std::string name : {"bayesian", "tpe", "random"}) {
    for (std::size_t lived = 1; lived < kLength; lived += 6) {
      const auto survivor = with_rungs(encoding.space(), name);
      const auto restarted = with_rungs(encoding.space(), name);
      const History history = live(*survivor, encoding, lived);
      const auto next = static_cast<std::uint32_t>(lived + 1);
      const auto running = asked(*survivor, next, 1);
      for (std::uint32_t n = 1; n <= lived; ++n) {
        restarted->recall({n}, {&history[n - 1], 1});
        restarted->tell(troubled(encoding, {n}, history[n - 1]));
      }
      restarted->recall({next}, running);
      EXPECT_EQ(asked(*survivor, next + 1, 3), asked(*restarted, next + 1, 3))
          << name << " after " << lived << " trials";
    }
  }
}

TEST_P(PromotedLives, DoNotDependOnHowAsksAndTellsAreGrouped) {
  const auto one = with_rungs(encoding.space(), "bayesian");
  const auto other = with_rungs(encoding.space(), "bayesian");
  EXPECT_EQ(live_in_pairs(*one, encoding, kLength, true),
            live_in_pairs(*other, encoding, kLength, false));
}

class PromotionByHand : public testing::Test {
 protected:
  std::vector<Suggestion> ask(std::size_t count) {
    auto suggestions = strategy.ask({static_cast<std::uint32_t>(trials.size() + 1)}, count).value();
    trials.insert(trials.end(), suggestions.begin(), suggestions.end());
    return suggestions;
  }
  void end(std::uint32_t trial, double loss, TrialStatus status = TrialStatus::kSucceeded) {
    const bool valued = status == TrialStatus::kSucceeded || status == TrialStatus::kStoppedEarly;
    strategy.tell({.trial = {trial},
                   .suggestion = trials[trial - 1],
                   .status = status,
                   .losses = valued ? std::vector{loss} : std::vector<double>()});
  }
  // Of which trial the next suggestion is the continuation, and how far it goes; 0: it is new.
  std::pair<std::uint32_t, std::int64_t> next() {
    const Suggestion suggestion = ask(1).front();
    return {suggestion.resume_from.value_or(TrialId{0}).number, *suggestion.budget};
  }

  using Answer = std::pair<std::uint32_t, std::int64_t>;
  Promotion strategy{{"epochs", 1, 9, 3, true},
                     1,
                     make_random(SearchSpace::create({{"x", Continuous{0.0, 1.0}}}).value(), 1)};
  std::vector<Suggestion> trials;
};

TEST_F(PromotionByHand, ContinuesTheBestThirdOfARungOnce) {
  ask(6);
  for (const std::uint32_t trial : {1, 2}) end(trial, trial);
  EXPECT_EQ(next(), Answer(0, 1));  // trial 7: ⌊2/3⌋ is nobody
  end(3, 3.0);
  EXPECT_EQ(next(), Answer(1, 3));
  EXPECT_EQ(trials[7].configuration, trials[0].configuration);
  EXPECT_EQ(next(), Answer(0, 1));
  for (const std::uint32_t trial : {4, 5, 6}) end(trial, 0.5);
  EXPECT_EQ(next(), Answer(4, 3));  // of equals the earliest
  EXPECT_EQ(next(), Answer(5, 3));
  EXPECT_EQ(next(), Answer(0, 1));  // 2 of 6 are the best
}

TEST_F(PromotionByHand, TheHighestRungComesFirst) {
  ask(9);
  for (std::uint32_t trial = 1; trial <= 9; ++trial) end(trial, trial);
  ask(3);
  EXPECT_EQ(trials[11].resume_from, TrialId{3});
  ask(4);  // 13 to 16 are new
  end(10, 5.0);
  end(11, 4.0);
  for (const std::uint32_t trial : {13, 14, 15}) end(trial, 0.0);
  end(12, 6.0);
  EXPECT_EQ(next(), Answer(11, 9));
  EXPECT_EQ(next(), Answer(13, 3));
  end(17, 0.0);
  EXPECT_EQ(next(), Answer(14, 3));  // who has come to the end goes no further
}

TEST_F(PromotionByHand, WhatFailedOrWasStoppedIsNeverContinued) {
  ask(12);
  end(1, 0.0, TrialStatus::kFailed);
  end(2, 0.0, TrialStatus::kStoppedEarly);
  end(3, 0.0, TrialStatus::kCancelled);
  EXPECT_EQ(next(), Answer(0, 1));
  for (const std::uint32_t trial : {4, 5, 6}) end(trial, trial);
  EXPECT_EQ(next(), Answer(4, 3));
  end(14, 0.0, TrialStatus::kFailed);
  EXPECT_EQ(next(), Answer(0, 1));
}

TEST_F(PromotionByHand, ACancelledContinuationIsSuggestedAgain) {
  ask(3);
  for (const std::uint32_t trial : {1, 2, 3}) end(trial, trial);
  EXPECT_EQ(next(), Answer(1, 3));
  end(4, 0.0, TrialStatus::kCancelled);
  EXPECT_EQ(next(), Answer(1, 3));
}

TEST_F(PromotionByHand, AContinuationThatWasCutShortAndIsRepeatedIsNotSuggestedToo) {
  ask(3);
  for (const std::uint32_t trial : {1, 2, 3}) end(trial, trial);
  EXPECT_EQ(next(), Answer(1, 3));
  for (const std::uint32_t again : {5, 6}) {
    end(again - 1, 0.0, TrialStatus::kCancelled);
    trials.push_back(trials[3]);
    trials.back().resume_from = TrialId{again - 1};
    strategy.recall({again}, {&trials.back(), 1});
    EXPECT_EQ(next(), Answer(0, 1));
    trials.pop_back();  // the new one, which nobody starts
  }
  end(6, 0.0);
  EXPECT_EQ(next(), Answer(0, 1));
}

TEST_F(PromotionByHand, WhoKeepsTheConstraintsComesBeforeWhoDoesNot) {
  ask(3);
  for (const std::uint32_t trial : {1, 2, 3}) {
    strategy.tell({.trial = {trial},
                   .suggestion = trials[trial - 1],
                   .losses = {static_cast<double>(trial)},
                   .excesses = {trial == 3 ? -0.1 : 0.1}});
  }
  EXPECT_EQ(next(), Answer(3, 3));
}

TEST_F(PromotionByHand, EarlierResultsAreNoTrialsToContinue) {
  for (int i = 0; i < 3; ++i)
    strategy.tell({.trial = kBeforeTheJob, .suggestion = {{{"x", 0.5}}, 1}, .losses = {0.0}});
  EXPECT_EQ(next(), Answer(0, 1));
}

// That of an extension.
TEST_F(PromotionByHand, AStrategyThatIsToldOfAContinuationDoesNotRepeatIt) {
  ask(3);
  for (const std::uint32_t trial : {1, 2, 3}) end(trial, trial);
  ask(1);
  Promotion other{{"epochs", 1, 9, 3, true},
                  1,
                  make_random(SearchSpace::create({{"x", Continuous{0.0, 1.0}}}).value(), 1)};
  for (const std::uint32_t trial : {1, 2, 3, 4})
    other.tell({.trial = {trial},
                .suggestion = trials[trial - 1],
                .losses = {static_cast<double>(trial)}});
  EXPECT_EQ(other.ask({5}, 1)->front().resume_from, std::nullopt);
}

TEST(Promotion, IsExhaustedWhenNobodyCanBeContinuedAnyMore) {
  Promotion strategy{{"epochs", 1, 3, 3, true},
                     1,
                     make_random(SearchSpace::create({{"x", Integer{1, 3}}}).value(), 1)};
  const auto suggestions = strategy.ask({1}, 9).value();
  ASSERT_EQ(suggestions.size(), 3U);
  EXPECT_FALSE(strategy.exhausted());
  for (std::uint32_t trial = 1; trial <= 3; ++trial)
    strategy.tell({.trial = {trial}, .suggestion = suggestions[trial - 1], .losses = {1.0}});
  EXPECT_FALSE(strategy.exhausted());
  const auto last = strategy.ask({4}, 9).value();
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(last.front().resume_from, TrialId{1});
  EXPECT_TRUE(strategy.exhausted());
}

TEST(Promotion, TellsTheOtherEveryEndAndIsNotExhaustedBeforeIt) {
  auto made = std::make_unique<CountingStrategy>();
  const CountingStrategy& other = *made;
  Promotion strategy{{"epochs", 1, 9, 3, true}, 1, std::move(made)};
  EXPECT_FALSE(strategy.exhausted());
  const Suggestion suggestion = strategy.ask({1}, 1)->front();
  strategy.tell({.trial = {1}, .suggestion = suggestion, .losses = {1.0}});
  ASSERT_EQ(other.told.size(), 1U);
  EXPECT_EQ(other.told.front().trial, TrialId{1});
}

TEST(Promotion, IsMadeByTheRegistry) {
  TuningJobSpec spec = small_spec(10, 1);
  spec.early_stopping.asha = true;
  spec.resource = {"epochs", 2, 18, 3, true};
  const auto strategy = make_strategy(spec).value();
  EXPECT_EQ(strategy->ask({1}, 1)->front().budget, 2);
}

TEST(Brackets, AreDrawnInTheProportionsOfHyperband) {
  const Resource resource{"epochs", 1, 27, 3, true, 4};  // ⌈4/4·27⌉, ⌈4/3·9⌉, ⌈4/2·3⌉, 4
  constexpr double kWeights[] = {27, 12, 6, 4};
  std::map<std::size_t, double> drawn;
  constexpr std::uint32_t kDraws = 20'000;
  for (std::uint32_t n = 1; n <= kDraws; ++n) ++drawn[bracket_of(resource, 5, {n})];
  for (std::size_t s = 0; s < 4; ++s) {
    EXPECT_NEAR(drawn[s] / kDraws, kWeights[s] / 49.0, 0.01) << s;
  }
}

TEST(Brackets, AreAFunctionOfSeedAndTrial) {
  const Resource resource{"epochs", 1, 27, 3, true, 3};
  std::vector<std::size_t> one, again, other;
  for (std::uint32_t n = 1; n <= 50; ++n) {
    one.push_back(bracket_of(resource, 5, {n}));
    again.push_back(bracket_of(resource, 5, {n}));
    other.push_back(bracket_of(resource, 6, {n}));
  }
  EXPECT_EQ(one, again);
  EXPECT_NE(one, other);
  EXPECT_EQ(bracket_of(Resource{"epochs", 1, 27, 3}, 5, {1}), 0U);
}

}  // namespace
}  // namespace tuner
