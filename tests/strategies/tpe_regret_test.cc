// The tree-structured Parzen estimator against random search (regret.h).
#include <gtest/gtest.h>

#include "strategies/tpe.h"
#include "tests/strategies/model_spaces.h"
#include "tests/strategies/regret.h"

namespace tuner {
namespace {

TEST(TpeRegret, BeatsRandomSearchOnBranin) {
  expect_better_than_chance(make_tpe, box(2), branin, 50, 0.45);
}

TEST(TpeRegret, BeatsRandomSearchOnHartmann6) {
  expect_better_than_chance(make_tpe, box(6), hartmann6, 100, -3.1);
}

TEST(TpeRegret, BeatsRandomSearchOnAMixedSpace) {
  expect_better_than_chance(make_tpe, mixed_space(), mixed, 60, 0.15);
}

TEST(TpeRegret, BeatsRandomSearchOnAConditionalSpace) {
  expect_better_than_chance(make_tpe, conditional_space(), conditional, 300, 0.01);
}

}  // namespace
}  // namespace tuner
