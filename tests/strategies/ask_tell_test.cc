#include "strategies/ask_tell.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "strategies/registry.h"

namespace tuner {
namespace {

AskTell search() {
  return AskTell::create(SearchSpace::create({{"a", Integer{1, 3}}}).value(), {"grid", 1}).value();
}

NumberedSuggestion next_of(AskTell& ask_tell) {
  auto suggestion = ask_tell.ask();
  EXPECT_TRUE(suggestion);
  return *suggestion;
}

TEST(AskTell, NumbersSuggestionsFromOne) {
  AskTell ask_tell = search();
  EXPECT_EQ(ask_tell.ask()->trial, TrialId{1});
  EXPECT_EQ(ask_tell.ask()->trial, TrialId{2});
}

TEST(AskTell, RemembersTheBestWhateverTheOrderOfTheTells) {
  AskTell ask_tell = search();
  EXPECT_EQ(ask_tell.best(), std::nullopt);
  const auto one = next_of(ask_tell), two = next_of(ask_tell), three = next_of(ask_tell);
  ASSERT_TRUE(ask_tell.tell(three.trial, 2.0));
  ASSERT_TRUE(ask_tell.tell(two.trial, -1.0));
  ASSERT_TRUE(ask_tell.tell(one.trial, -1.0));
  EXPECT_EQ(ask_tell.best(), (Evaluation{two.trial, two.configuration, -1.0}));
  ASSERT_EQ(ask_tell.history().size(), 3u);
  EXPECT_EQ(ask_tell.history()[0].trial, three.trial);
}

TEST(AskTell, RefusesATrialThatIsNotOpen) {
  AskTell ask_tell = search();
  EXPECT_EQ(ask_tell.tell(TrialId{1}, 0.0).error().code, ErrorCode::kNotFound);
  const auto suggestion = next_of(ask_tell);
  ASSERT_TRUE(ask_tell.tell(suggestion.trial, 1.0));
  EXPECT_EQ(ask_tell.tell(suggestion.trial, 0.0).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ask_tell.best()->loss, 1.0);
}

TEST(AskTell, TakesALossThatIsNotFiniteForAFailure) {
  AskTell ask_tell = search();
  for (const double loss : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    ASSERT_TRUE(ask_tell.tell(ask_tell.ask()->trial, loss));
  }
  EXPECT_EQ(ask_tell.best(), std::nullopt);
  EXPECT_EQ(ask_tell.history()[1].loss, std::nullopt);
}

TEST(AskTell, GoesOnWithEveryStrategyWhenHalfOfTheLossesAreNotFinite) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kLosses[] = {
      1.0, std::numeric_limits<double>::quiet_NaN(), 0.5, -kInfinity, 0.7, kInfinity};
  for (const std::string& name : strategy_names()) {
    const auto space = SearchSpace::create({{"a", Integer{1, 40}}, {"b", Integer{1, 3}}}).value();
    AskTell ask_tell = AskTell::create(space, {.strategy = name}).value();
    std::set<Configuration> seen;
    for (std::size_t i = 0; i < 42; ++i) {
      const auto suggestion = next_of(ask_tell);
      EXPECT_TRUE(space.check(suggestion.configuration)) << name;
      EXPECT_TRUE(seen.insert(suggestion.configuration).second) << name;
      ASSERT_TRUE(ask_tell.tell(suggestion.trial, kLosses[i % std::size(kLosses)]));
    }
    EXPECT_EQ(ask_tell.best_observed()->loss, 0.5) << name;
  }
}

TEST(AskTell, LearnsFromConfigurationsOfYourOwn) {
  AskTell ask_tell = search();
  EXPECT_EQ(ask_tell.tell({{"a", std::int64_t{1}}}, 0.5).value(), TrialId{1});
  const auto next = next_of(ask_tell);
  EXPECT_EQ(next.trial, TrialId{2});
  EXPECT_EQ(to_text(next.configuration), "a=2");
  EXPECT_EQ(ask_tell.best()->loss, 0.5);
}

TEST(AskTell, RefusesConfigurationsThatTheSpaceForbids) {
  AskTell ask_tell = search();
  EXPECT_EQ(ask_tell.tell({{"a", std::int64_t{4}}}, 0.5).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(ask_tell.ask()->trial, TrialId{1});
}

TEST(AskTell, SaysWhenTheSpaceIsUsedUp) {
  AskTell ask_tell = search();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(ask_tell.ask());
  EXPECT_EQ(ask_tell.ask().error(),
            (Error{ErrorCode::kFailedPrecondition,
                   "every configuration of the space has been suggested"}));
}

TEST(AskTell, SuggestsSeveralAtOnceAndFewerWhereNoMoreAreLeft) {
  AskTell ask_tell = search();
  EXPECT_EQ(ask_tell.ask(2)->back().trial, TrialId{2});
  EXPECT_FALSE(ask_tell.exhausted());
  const auto last = ask_tell.ask(2).value();
  ASSERT_EQ(last.size(), 1u);
  EXPECT_EQ(last.front().trial, TrialId{3});
  EXPECT_TRUE(ask_tell.tell(TrialId{2}, 1.0));
  EXPECT_TRUE(ask_tell.exhausted());
  EXPECT_FALSE(ask_tell.ask(2));
}

TEST(AskTell, WhatIsRecalledIsAsGoodAsAsked) {
  for (const std::string& name : strategy_names()) {
    const auto space = SearchSpace::create({{"a", Integer{1, 90}}, {"b", Integer{1, 7}}}).value();
    AskTell whole = AskTell::create(space, {.strategy = name, .seed = 5}).value();
    AskTell again = AskTell::create(space, {.strategy = name, .seed = 5}).value();
    for (std::size_t round = 0; round < 8; ++round) {
      std::vector<Configuration> configurations;
      const auto asked = whole.ask(1 + round % 3).value();
      for (const auto& each : asked) configurations.push_back(each.configuration);
      again.recall(configurations);
      ASSERT_EQ(again.open().size(), whole.open().size()) << name;
      for (const auto& each : asked) {
        const double loss = static_cast<double>(each.trial.number * 7 % 10);
        ASSERT_TRUE(whole.tell(each.trial, loss));
        ASSERT_TRUE(again.tell(each.trial, loss));
      }
    }
    EXPECT_EQ(next_of(whole).configuration, next_of(again).configuration) << name;
  }
}

TEST(AskTell, AFailedTrialIsToldOnceAndHasNoLoss) {
  AskTell ask_tell = search();
  const TrialId trial = ask_tell.ask()->trial;
  ASSERT_TRUE(ask_tell.tell_failed(trial));
  EXPECT_EQ(ask_tell.history()[0].loss, std::nullopt);
  EXPECT_EQ(ask_tell.tell_failed(trial).error().code, ErrorCode::kNotFound);
}

// What `bayesian` recommends after a loss at x and three at each of eleven places of a bowl around 0.3, which differ by `noise`.
double recommended_beside(double x, double loss, double noise) {
  AskTell ask_tell =
      AskTell::create(SearchSpace::create({{"x", Continuous{0.0, 1.0}}}).value(), {"bayesian", 1})
          .value();
  EXPECT_EQ(ask_tell.best(), std::nullopt);
  for (const double luck : {-noise, 0.0, noise}) {
    for (const double at : {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0}) {
      EXPECT_TRUE(ask_tell.tell({{"x", at}}, (at - 0.3) * (at - 0.3) + luck));
    }
  }
  EXPECT_TRUE(ask_tell.tell({{"x", x}}, loss));
  EXPECT_EQ(ask_tell.best_observed()->loss, std::min(loss, -noise));
  return std::get<double>(ask_tell.best()->configuration.at("x"));
}

TEST(AskTell, RecommendsTheBestMeanAndNotOneLuckyLoss) {
  EXPECT_NEAR(recommended_beside(0.9, -0.05, 0.01), 0.3, 0.11);  // three others there are worse
  EXPECT_NEAR(recommended_beside(0.85, -0.1, 0.3), 0.3, 0.11);   // no more than noise
}

TEST(AskTell, RecommendsALossFarBelowAllOthersAlthoughItsNeighboursAreWorse) {
  EXPECT_EQ(recommended_beside(0.85, -0.5, 0.3), 0.85);
}

TEST(AskTell, RefusesAnUnknownStrategy) {
  EXPECT_EQ(AskTell::create(SearchSpace(), {"simplex"}).error().at, "/strategy");
}

TEST(AskTell, TheBestKeepsEveryConstraint) {
  AskTell ask_tell = search();
  const TrialId first = ask_tell.ask()->trial, second = ask_tell.ask()->trial;
  ASSERT_TRUE(ask_tell.tell(first, 0.1, {0.5, -1.0}));
  EXPECT_EQ(ask_tell.best(), std::nullopt);
  EXPECT_DOUBLE_EQ(ask_tell.history()[0].violation, 0.5);
  ASSERT_TRUE(ask_tell.tell(second, 0.9, {0.0, -1.0}));
  EXPECT_EQ(ask_tell.best()->trial, second);
}

TEST(AskTell, RefusesExcessesThatAreNotFiniteOrNotAsManyAndForgetsNothing) {
  AskTell ask_tell = search();
  const TrialId first = ask_tell.ask()->trial, second = ask_tell.ask()->trial;
  EXPECT_EQ(ask_tell.tell(first, 0.1, {NAN}).error().code, ErrorCode::kInvalidArgument);
  ASSERT_TRUE(ask_tell.tell(first, 0.1, {-1.0, 0.5}));
  EXPECT_EQ(ask_tell.tell(second, 0.2, {-1.0}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(ask_tell.tell(second, 0.2).error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(ask_tell.tell_failed(second));
}

}  // namespace
}  // namespace tuner
