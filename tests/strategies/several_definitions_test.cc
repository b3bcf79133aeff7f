#include "strategies/several_definitions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "strategies/random.h"
#include "strategies/registry.h"
#include "tests/contract/strategy_contract.h"
#include "tests/contract/strategy_life.h"

namespace tuner {
namespace {

using Made = Result<std::unique_ptr<Strategy>>;

std::unique_ptr<Strategy> made_of(const SearchSpace& space,
                                  std::uint64_t seed,
                                  std::size_t definitions) {
  std::vector<std::unique_ptr<Strategy>> inner;
  for (std::size_t i = 0; i < definitions; ++i) {
    inner.push_back(make_strategy("bayesian", space, seed + i).value());
  }
  return std::make_unique<SeveralDefinitions>(std::move(inner));
}

// In a finite space every definition has all of its configurations, so the suite is for one.
Made made_of_one(SearchSpace space, std::uint64_t seed) { return made_of(space, seed, 1); }

INSTANTIATE_TEST_SUITE_P(SeveralDefinitions,
                         StrategyContract,
                         testing::Values(StrategyCase{made_of_one}));

// Of several; with the parameter that the suite's lives are led by.
class DefinitionsOfOneJob : public testing::TestWithParam<StrategyCase> {};

INSTANTIATE_TEST_SUITE_P(SeveralDefinitions,
                         DefinitionsOfOneJob,
                         testing::Values(StrategyCase{made_of_one}));

SearchSpace unit_square() {
  return SearchSpace::create({{"a", Continuous{0.0, 1.0}}, {"b", Continuous{0.0, 1.0}}}).value();
}

constexpr std::size_t kTrials = 24;

std::map<std::size_t, std::size_t> shares(const History& history) {
  std::map<std::size_t, std::size_t> shares;
  for (const Suggestion& suggestion : history) ++shares[suggestion.definition];
  return shares;
}

TEST_P(DefinitionsOfOneJob, RecallingEqualsLivingThroughIt) {
  const Encoding encoding(unit_square());
  for (const std::size_t lived : {std::size_t{1}, kTrials / 2, kTrials}) {
    const auto survivor = made_of(encoding.space(), 7, 3);
    const auto restarted = made_of(encoding.space(), 7, 3);
    const History history = live(*survivor, encoding, lived);
    const auto next = static_cast<std::uint32_t>(lived + 1);
    const auto running = asked(*survivor, next, 2);
    for (std::uint32_t n = 1; n <= lived; ++n) {
      restarted->recall({n}, {&history[n - 1], 1});
      restarted->tell(troubled(encoding, {n}, history[n - 1]));
    }
    restarted->recall({next}, running);
    EXPECT_EQ(asked(*survivor, next + 2, 4), asked(*restarted, next + 2, 4)) << lived;
  }
}

TEST_P(DefinitionsOfOneJob, GroupingPrepareAndRestChangeNoAnswer) {
  const Encoding encoding(unit_square());
  const auto made = [&] { return made_of(encoding.space(), 7, 3); };
  EXPECT_EQ(live_in_pairs(*made(), encoding, kTrials, true),
            live_in_pairs(*made(), encoding, kTrials, false));
  const History history = live(*made(), encoding, kTrials);
  EXPECT_EQ(history, live(*made(), encoding, kTrials, &Strategy::prepare));
  EXPECT_EQ(history, live(*made(), encoding, kTrials, &Strategy::rest));
  EXPECT_EQ(shares(history).size(), 3u);
}

// Losses of definition 1 are lower by `gap`.
History live_with_gap(Strategy& strategy, double gap, std::size_t trials) {
  const Encoding encoding(unit_square());
  History history;
  for (std::uint32_t n = 1; n <= trials; ++n) {
    history.push_back(asked(strategy, n, 1).at(0));
    Outcome outcome = succeeded(encoding, {n}, history.back());
    if (history.back().definition == 1) outcome.losses.front() -= gap;
    strategy.tell(outcome);
  }
  return history;
}

TEST_P(DefinitionsOfOneJob, TheOneThatPaysGetsMostAndNoneStarves) {
  const auto strategy = made_of(unit_square(), 7, 3);
  auto got = shares(live_with_gap(*strategy, 100.0, 60));
  EXPECT_GE(got[1], 40u);
  EXPECT_GE(got[0], 4u);
  EXPECT_GE(got[2], 4u);
}

TEST_P(DefinitionsOfOneJob, TrialsThatNobodyAskedForCountAsItsOwn) {
  const Encoding encoding(unit_square());
  const auto lived = made_of(encoding.space(), 7, 3), told = made_of(encoding.space(), 7, 3);
  const History history = live(*lived, encoding, kTrials);
  for (std::uint32_t n = 1; n <= kTrials; ++n) told->tell(troubled(encoding, {n}, history[n - 1]));
  EXPECT_EQ(asked(*lived, kTrials + 1, 1).at(0).definition,
            asked(*told, kTrials + 1, 1).at(0).definition);
}

TEST_P(DefinitionsOfOneJob, TheFirstTrialsGoRound) {
  const auto strategy = made_of(unit_square(), 7, 3);
  auto got = shares(live_with_gap(*strategy, 100.0, 9));
  EXPECT_EQ(got, (std::map<std::size_t, std::size_t>{{0, 3}, {1, 3}, {2, 3}}));
}

TEST_P(DefinitionsOfOneJob, TheUnitOfTheObjectiveDoesNotMatter) {
  const auto split_of = [](double scale) {
    DefinitionSplit split(2);
    std::vector<std::size_t> order;
    for (int i = 0; i < 40; ++i) {
      order.push_back(split.order().front());
      split.on_suggested(order.back());
      split.on_result(order.back(), scale * (order.back() == 0 ? 3.0 + i % 5 : 1.0 + i % 7));
    }
    return order;
  };
  EXPECT_EQ(split_of(1.0), split_of(1024.0));
}

TEST_P(DefinitionsOfOneJob, AResultThatViolatesAConstraintDoesNotPay) {
  const auto strategy = made_of(unit_square(), 7, 2);
  const Encoding encoding(unit_square());
  std::map<std::size_t, std::size_t> got;
  for (std::uint32_t n = 1; n <= 40; ++n) {
    const Suggestion suggestion = asked(*strategy, n, 1).at(0);
    ++got[suggestion.definition];
    Outcome outcome = succeeded(encoding, {n}, suggestion);
    if (suggestion.definition == 1) outcome.losses.front() -= 100.0;
    outcome.excesses = {suggestion.definition == 1 ? 1.0 : -1.0};
    strategy->tell(outcome);
  }
  EXPECT_GT(got[0], got[1]);
}

TEST_P(DefinitionsOfOneJob, OneThatIsUsedUpIsPassedOver) {
  const SearchSpace two = SearchSpace::create({{"a", Integer{1, 2}}}).value();
  std::vector<std::unique_ptr<Strategy>> inner;
  inner.push_back(make_random(two, 1));
  inner.push_back(make_random(unit_square(), 2));
  SeveralDefinitions strategy(std::move(inner));
  auto got = shares(asked(strategy, 1, 10));
  EXPECT_EQ(got[0], 2u);
  EXPECT_EQ(got[1], 8u);
  EXPECT_FALSE(strategy.exhausted());
}

TEST_P(DefinitionsOfOneJob, AnOutcomeOfNoDefinitionTeachesNothing) {
  const auto strategy = made_of(unit_square(), 7, 2);
  strategy->tell({{1},
                  {.configuration = {}, .definition = 5},
                  TrialStatus::kSucceeded,
                  FailureClass::kNone,
                  {0.5}});
  EXPECT_FALSE(strategy->recommended());
}

TEST_P(DefinitionsOfOneJob, TheRegistryGivesEachASeedOfItsOwn) {
  TuningJobSpec spec;
  spec.strategy = "random";
  spec.seed = 3;
  NamedDefinition definition;
  definition.parameters = {{"a", Continuous{0.0, 1.0}}};
  definition.objectives = {{"loss", Goal::kMinimize}};
  spec.definitions = {definition, definition};
  const auto strategy = make_strategy(spec);
  ASSERT_TRUE(strategy);
  const auto two = asked(**strategy, 1, 2);
  EXPECT_NE(two[0].definition, two[1].definition);
  EXPECT_NE(two[0].configuration, two[1].configuration);
}

}  // namespace
}  // namespace tuner
