#include "strategies/random.h"

#include <gtest/gtest.h>

#include "tests/contract/strategy_contract.h"
#include "tests/strategies/model_spaces.h"

namespace tuner {
namespace {

INSTANTIATE_TEST_SUITE_P(Random, StrategyContract, testing::Values(StrategyCase{make_random}));

double x_of(const Suggestion& suggestion) {
  return std::get<double>(suggestion.configuration.at("x"));
}

TEST(Random, ATrialsPointDependsOnSeedAndNumberAlone) {
  const auto all = make_random(line(), 1)->ask({1}, 10).value();
  EXPECT_EQ(make_random(line(), 1)->ask({10}, 1).value()[0], all[9]);
  EXPECT_NE(make_random(line(), 2)->ask({10}, 1).value()[0], all[9]);
}

TEST(Random, FillsTheSpaceEvenly) {
  int left = 0;
  constexpr int kTrials = 4000;
  const auto suggestions = make_random(line(), 3)->ask({1}, kTrials).value();
  for (const auto& suggestion : suggestions) {
    if (x_of(suggestion) < 0.25) ++left;
  }
  EXPECT_NEAR(left, kTrials / 4, 4 * 27.4);  // four standard deviations
}

TEST(Random, UsesUpALargeFiniteSpaceWithoutRepetition) {
  const auto space =
      SearchSpace::create({{"a", Integer{1, 20}}, {"b", Integer{1, 500, Scale::kLog}}}).value();
  const auto strategy = make_random(space, 5);
  EXPECT_EQ(strategy->ask({1}, 100'000).value().size(), 10'000u);
  EXPECT_TRUE(strategy->exhausted());
}

}  // namespace
}  // namespace tuner
