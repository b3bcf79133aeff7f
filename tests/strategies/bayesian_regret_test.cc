// Bayesian optimisation against random search (regret.h).
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "strategies/bayesian.h"
#include "tests/strategies/model_spaces.h"
#include "tests/strategies/regret.h"
#include "tuner/base/rng.h"

namespace tuner {
namespace {

std::unique_ptr<Strategy> make_for_one(const SearchSpace& space, std::uint64_t seed) {
  return make_bayesian(space, seed);
}

TEST(BayesianRegret, BeatsRandomSearchOnBranin) {
  expect_better_than_chance(make_for_one, box(2), branin, 30, 0.41);
}

TEST(BayesianRegret, BeatsRandomSearchOnHartmann6) {
  expect_better_than_chance(make_for_one, box(6), hartmann6, 50, -3.1);
}

TEST(BayesianRegret, BeatsRandomSearchOnAMixedSpace) {
  expect_better_than_chance(make_for_one, mixed_space(), mixed, 40, 0.1);
}

TEST(BayesianRegret, BeatsRandomSearchOnAConditionalSpace) {
  expect_better_than_chance(make_for_one, conditional_space(), conditional, 40, 0.1);
}

// More rows than the factor starts from, told all at once and out of the blue.
TEST(BayesianRegret, ImprovesOnThousandsOfTrialsThatWereToldAtOnce) {
  const auto strategy = make_bayesian(box(2), 1);
  double told = std::numeric_limits<double>::infinity(), best = told;
  std::uint32_t trial = 1;
  for (; trial <= 2500; ++trial) {
    Rng rng = Rng::for_trial(1, TrialId{trial}, "told");
    const Configuration configuration{{"x0", rng.uniform()}, {"x1", rng.uniform()}};
    told = std::min(told, branin(configuration));
    strategy->tell({TrialId{trial},
                    {configuration},
                    TrialStatus::kSucceeded,
                    FailureClass::kNone,
                    {branin(configuration)}});
  }
  for (; trial <= 2503; ++trial) {
    const auto suggestions = strategy->ask(TrialId{trial}, 1);
    ASSERT_TRUE(suggestions);
    best = std::min(best, branin(suggestions->front().configuration));
    strategy->tell({TrialId{trial},
                    suggestions->front(),
                    TrialStatus::kSucceeded,
                    FailureClass::kNone,
                    {branin(suggestions->front().configuration)}});
  }
  EXPECT_LT(best, told);
}

}  // namespace
}  // namespace tuner
