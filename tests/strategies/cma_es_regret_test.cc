// Covariance matrix adaptation against random search (regret.h), with the budgets it is meant for: on
// the conditional space one run in twelve first converges to a branch that is merely good.
#include <gtest/gtest.h>

#include "strategies/cma_es.h"
#include "tests/strategies/model_spaces.h"
#include "tests/strategies/regret.h"

namespace tuner {
namespace {

TEST(CmaEsRegret, BeatsRandomSearchOnBranin) {
  expect_better_than_chance(make_cma_es, box(2), branin, 200, 0.3985);
}

TEST(CmaEsRegret, BeatsRandomSearchOnHartmann6) {
  expect_better_than_chance(make_cma_es, box(6), hartmann6, 400, -3.19);
}

TEST(CmaEsRegret, BeatsRandomSearchOnAMixedSpace) {
  expect_better_than_chance(make_cma_es, mixed_space(), mixed, 300, 0.01);
}

TEST(CmaEsRegret, BeatsRandomSearchOnAConditionalSpace) {
  expect_better_than_chance(make_cma_es, conditional_space(), conditional, 2000, 1e-6);
}

}  // namespace
}  // namespace tuner
