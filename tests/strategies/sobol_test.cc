#include "strategies/sobol.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/contract/strategy_contract.h"

namespace tuner {
namespace {

INSTANTIATE_TEST_SUITE_P(Sobol, StrategyContract, testing::Values(StrategyCase{make_sobol}));

TEST(Sobol, SixtyFourTrialsHitEverySixtyFourthOfEveryParameter) {
  std::vector<Parameter> parameters;
  for (int j = 0; j < 20; ++j)
    parameters.push_back({"x" + std::to_string(j), Continuous{0.0, 64.0}});
  const auto strategy = make_sobol(SearchSpace::create(parameters).value(), 3);
  std::map<std::string, std::set<int>> cells;
  const auto suggestions = strategy->ask({1}, 64).value();
  for (const auto& suggestion : suggestions) {
    for (const auto& [name, value] : suggestion.configuration) {
      cells[name].insert(static_cast<int>(std::get<double>(value)));
    }
  }
  for (const auto& [name, cell] : cells) EXPECT_EQ(cell.size(), 64u) << name;
}

TEST(Sobol, WorksInTheLargestSpace) {
  std::vector<Parameter> parameters;
  for (std::size_t j = 0; j < kMaxParameters; ++j)
    parameters.push_back({"x" + std::to_string(j), Continuous{}});
  const auto space = SearchSpace::create(parameters).value();
  const auto suggestions = make_sobol(space, 1)->ask({1}, 2).value();
  EXPECT_TRUE(space.check(suggestions.at(1).configuration));
}

TEST(Sobol, ImportedTrialsDoNotShiftTheSequence) {
  const auto space = SearchSpace::create({{"x", Continuous{}}}).value();
  const auto plain = make_sobol(space, 1), other = make_sobol(space, 1);
  other->tell({{1}, {{{"x", 0.5}}}, TrialStatus::kSucceeded, FailureClass::kNone, {1.0}});
  EXPECT_EQ(plain->ask({2}, 5).value(), other->ask({2}, 5).value());
}

}  // namespace
}  // namespace tuner
