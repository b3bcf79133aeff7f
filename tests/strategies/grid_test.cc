#include "strategies/grid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/contract/strategy_contract.h"

namespace tuner {
namespace {

Result<std::unique_ptr<Strategy>> make(const SearchSpace& space, std::uint64_t) {
  return make_grid(space);
}

INSTANTIATE_TEST_SUITE_P(Grid, StrategyContract, testing::Values(StrategyCase{make, false}));

std::vector<std::string> texts(std::vector<Parameter> parameters) {
  std::vector<std::string> result;
  const auto grid = make_grid(SearchSpace::create(std::move(parameters)).value());
  const auto suggestions = grid.value()->ask({1}, 1000).value();
  for (const auto& suggestion : suggestions) {
    result.push_back(to_text(suggestion.configuration));
  }
  return result;
}

Error refusal(std::vector<Parameter> parameters) {
  return make_grid(SearchSpace::create(std::move(parameters)).value()).error();
}

TEST(Grid, WalksStepsIntegersAndCategoriesInOrder) {
  EXPECT_THAT(texts({{"b", Continuous{0.0, 0.3, Scale::kLinear, 0.1}},
                     {"a", Integer{1, 5, Scale::kLinear, 4}}}),
              testing::ElementsAre("a=1 b=0",
                                   "a=1 b=0.1",
                                   "a=1 b=0.2",
                                   "a=1 b=0.3",
                                   "a=5 b=0",
                                   "a=5 b=0.1",
                                   "a=5 b=0.2",
                                   "a=5 b=0.3"));
}

TEST(Grid, TriesAChildOnlyWhereItIsActive) {
  EXPECT_THAT(
      texts({{"solver", Categorical{{{"adam"}, {"sgd"}}}},
             {"momentum",
              Continuous{0.5, 0.9, Scale::kLinear, 0.4},
              {{"solver", {Category{"sgd"}}}}}}),
      testing::ElementsAre("solver=adam", "momentum=0.5 solver=sgd", "momentum=0.9 solver=sgd"));
}

TEST(Grid, RefusesContinuousRangesWithoutAStep) {
  EXPECT_EQ(refusal({{"lr", Continuous{}}, {"n", Integer{}}, {"wd", Continuous{}}}),
            (Error{ErrorCode::kInvalidArgument,
                   "a grid needs a step for every continuous parameter: 'lr', 'wd'",
                   "/parameters/lr/step"}));
}

TEST(Grid, RefusesTooManyConfigurationsWithTheirNumber) {
  EXPECT_EQ(refusal({{"a", Integer{1, 1001}}, {"b", Integer{1, 1000}}}),
            (Error{ErrorCode::kInvalidArgument,
                   "a grid of 1001000 configurations is too large: at most 1000000",
                   "/parameters"}));
}

TEST(Grid, SaysMoreThanWhereTheNumberCannotBeCounted) {
  const Integer huge{0, std::numeric_limits<std::int64_t>::max()};
  EXPECT_EQ(
      refusal({{"a", huge}, {"b", huge}}).message,
      "a grid of more than 18446744073709551615 configurations is too large: at most 1000000");
}

TEST(Grid, OfAMillionConfigurationsIsAccepted) {
  const auto grid =
      make_grid(SearchSpace::create({{"a", Integer{1, 1000}}, {"b", Integer{1, 1000}}}).value());
  ASSERT_TRUE(grid);
  EXPECT_EQ(to_text(grid.value()->ask({1}, 2).value()[1].configuration), "a=1 b=2");
}

TEST(Grid, SkipsWhatWasToldAlready) {
  const auto grid = make_grid(SearchSpace::create({{"a", Integer{1, 3}}}).value()).value();
  grid->tell(
      {{1}, {{{"a", std::int64_t{2}}}}, TrialStatus::kSucceeded, FailureClass::kNone, {0.0}});
  const auto rest = grid->ask({2}, 5).value();
  ASSERT_EQ(rest.size(), 2u);
  EXPECT_EQ(to_text(rest[1].configuration), "a=3");
}

}  // namespace
}  // namespace tuner
