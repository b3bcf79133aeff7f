// What every strategy must do. A strategy joins by instantiating the suite with one line and compiling strategy_*.cc of this
// folder into its test executable:
//
//   INSTANTIATE_TEST_SUITE_P(Sobol, StrategyContract, testing::Values(StrategyCase{make_sobol}));
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <vector>

#include "tuner/space/search_space.h"
#include "tuner/strategy.h"

namespace tuner {

struct StrategyCase {
  std::function<Result<std::unique_ptr<Strategy>>(SearchSpace space, std::uint64_t seed)> make;
  bool continuous = true;  // false: it needs a step in every continuous range (a grid)
  std::size_t objectives = 1;
  std::size_t trials = 30;  // how far the tests go: past the point where a strategy begins to learn

  // The prefix of the suite names the strategy; this names its test in ctest.
  friend void PrintTo(const StrategyCase& tested, std::ostream* out) {
    *out << (tested.continuous ? "any_space" : "finite_spaces");
    if (tested.objectives > 1) *out << "_" << tested.objectives << "_objectives";
  }
};

class StrategyContract : public testing::TestWithParam<StrategyCase> {
 protected:
  // A space of these parameters, with steps where the strategy needs them.
  static SearchSpace space_of(std::vector<Parameter> parameters,
                              std::vector<Forbidden> forbidden = {});
  static std::unique_ptr<Strategy> make(const SearchSpace& space, std::uint64_t seed = 7);

  // Every kind of parameter and scale, with nested conditions.
  static SearchSpace mixed(std::vector<Forbidden> forbidden = {});
  // Six configurations, one of them with a child.
  static SearchSpace small();

  // mixed() with combinations forbidden, also such that hang on conditions.
  static SearchSpace constrained();
  // 0.98 ≤ a + b ≤ 1, of which one draw in fifty is allowed; with steps, three points.
  static SearchSpace band();

  // One strategy lives through `lived` trials and has one running; another is only told of it.
  static void expect_recall_equals_living(const SearchSpace& space, std::size_t lived);
};

}  // namespace tuner
