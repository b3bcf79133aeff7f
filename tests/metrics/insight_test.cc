// Partial dependence, explanations, convergence and the summary of a model, where the truth is known.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "metrics/convergence.h"
#include "metrics/explanation.h"
#include "metrics/model_summary.h"
#include "metrics/partial_dependence.h"
#include "tests/model/trial_samples.h"
#include "tuner/base/rng.h"

namespace tuner {
namespace {

std::optional<double> bowl(const Eigen::VectorXd& u, const Configuration&) {
  return 10.0 + (u.array() - 0.4).square().sum();
}

// Of 3 sin(3 x0) + x1 + x2 the average over the others is 3 sin(3 x0) + 1.
TEST(PartialDependence, OfAnAdditiveFunctionIsItsComponent) {
  const SearchSpace space = box(3);
  const auto value = [](const Eigen::VectorXd& u, const auto&) {
    return 3.0 * std::sin(3.0 * u[0]) + u[1] + u[2];
  };
  const auto result = partial_dependence(model_of(space, spread_trials(space, 80, value)), "x0");
  ASSERT_TRUE(result);
  ASSERT_EQ(result->points.size(), 21U);
  for (const DependencePoint& point : result->points) {
    const double truth = 3.0 * std::sin(3.0 * std::get<double>(point.value)) + 1.0;
    EXPECT_NEAR(point.average.mean, truth, 0.1);
    EXPECT_LE(point.average.lower, point.average.mean);
    EXPECT_GE(point.average.upper, point.average.mean);
    EXPECT_LT(point.average.upper - point.average.lower, 0.5);
  }
  ASSERT_EQ(result->curves.size(), 5U);
  const IndividualCurve& curve = result->curves.front();
  EXPECT_NEAR(curve.means[10] - curve.means[0],
              result->points[10].average.mean - result->points[0].average.mean,
              0.2)
      << "without interactions every curve is parallel to the average";
}

// The band must hold the truth about as often as it says, also far from the data.
TEST(PartialDependence, BandWidensWhereNothingWasTried) {
  const SearchSpace space = box(1);
  std::vector<Trial> trials;
  for (std::uint32_t i = 0; i < 12; ++i) {
    const double x = 0.5 * i / 11.0;
    trials.push_back(ended_trial(i + 1, {{"x0", x}}, std::sin(8.0 * x)));
  }
  const auto result = partial_dependence(model_of(space, trials), "x0");
  ASSERT_TRUE(result);
  const auto width = [&](std::size_t i) {
    return result->points[i].average.upper - result->points[i].average.lower;
  };
  EXPECT_GT(width(20), 10.0 * width(5));
}

TEST(PartialDependence, OfAConditionalParameterIsAmongConfigurationsThatHaveIt) {
  const SearchSpace space = conditional_space();
  const auto value = [](const Eigen::VectorXd& u, const Configuration& c) {
    return c.contains("decay") ? u[1] : 0.5 + 0.1 * u[4];
  };
  const auto result =
      partial_dependence(model_of(space, spread_trials(space, 200, value)), "decay");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->completions, 256U);
  EXPECT_NEAR(result->points.front().average.mean, 0.0, 0.15);
  EXPECT_NEAR(result->points.back().average.mean, 1.0, 0.2);
}

TEST(PartialDependence, ShowsLevelsAndOfManyCategoriesThoseThatWereTried) {
  const SearchSpace mixed = mixed_space();
  const TrialModel model = model_of(mixed, spread_trials(mixed, 30, bowl));
  EXPECT_EQ(partial_dependence(model, "layers")->points.size(), 5U);
  EXPECT_EQ(partial_dependence(model, "units")->points.size(), 21U);
  EXPECT_EQ(partial_dependence(model, "units")->left_out, 505U - 21U);

  Categorical many;
  for (int i = 0; i < 1000; ++i) many.values.push_back(text("v" + std::to_string(i)));
  const SearchSpace space = space_of({{"many", many}, {"x", Continuous{0.0, 1.0}}});
  const auto result = partial_dependence(model_of(space, spread_trials(space, 40, bowl)), "many");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->points.size(), 21U);
  EXPECT_EQ(result->left_out, 979U);
}

TEST(PartialDependence, NamesTheParameterThatWasMeant) {
  const SearchSpace space = mixed_space();
  const TrialModel model = model_of(space, spread_trials(space, 10, bowl));
  EXPECT_EQ(partial_dependence(model, "rat").error().message,
            "no parameter named 'rat'; did you mean 'rate'?");
  EXPECT_EQ(partial_dependence(model, "constant").error().message,
            "'constant' has one value only: nothing depends on it");
}

TEST(Explanation, KnowsOnlyWhatHadEndedAndWhatRan) {
  const SearchSpace space = box(2);
  std::vector<Trial> trials = spread_trials(space, 12, bowl);
  trials[9].ended_at = trials[11].created_at + std::chrono::seconds(1);
  const Moment moment = moment_of(trials[11], trials);
  EXPECT_EQ(moment.ended.size(), 10U);
  ASSERT_EQ(moment.running.size(), 1U);
  EXPECT_EQ(moment.running.front().id.number, 10U);

  const auto before = explain_trial(space, {kMinimizeLoss}, trials, trials[11]);
  ASSERT_TRUE(before);
  EXPECT_EQ(before->learnt_from, 10U);
  EXPECT_EQ(before->running, 1U);
  trials[9].objectives = {-1e6};
  trials.push_back(ended_trial(13, {{"x0", 0.4}, {"x1", 0.4}}, -1e6));
  const auto after = explain_trial(space, {kMinimizeLoss}, trials, trials[11]);
  ASSERT_TRUE(after);
  EXPECT_EQ(after->mean.mean, before->mean.mean) << "the future changed the past";
}

TEST(Explanation, TellsExploitingFromExploring) {
  const SearchSpace space = box(1);
  std::vector<Trial> trials;
  for (std::uint32_t i = 0; i < 10; ++i) {
    const double x = 0.5 * i / 9.0;
    trials.push_back(ended_trial(i + 1, {{"x0", x}}, 1.0 - x + 0.1 * std::sin(40.0 * x)));
  }
  const Trial far = ended_trial(11, {{"x0", 1.0}}, 0.3);
  const Trial repeated = ended_trial(11, {{"x0", 0.25}}, 0.3);
  const auto exploring = explain_trial(space, {kMinimizeLoss}, trials, far);
  const auto repeating = explain_trial(space, {kMinimizeLoss}, trials, repeated);
  ASSERT_TRUE(exploring && repeating);
  EXPECT_GT(exploring->expected_improvement, 100.0 * repeating->expected_improvement);
  EXPECT_LT(exploring->promising_more, repeating->promising_more);

  // A straight line downwards: the next step is better by the mean alone.
  for (Trial& trial : trials) {
    trial.objectives = {1.0 - std::get<double>(trial.suggestion.configuration.at("x0"))};
  }
  const auto exploiting =
      explain_trial(space, {kMinimizeLoss}, trials, ended_trial(11, {{"x0", 0.55}}, 0.45));
  ASSERT_TRUE(exploiting);
  EXPECT_GT(exploiting->from_mean, 0.8);
  EXPECT_EQ(repeating->from_mean, 0.0);
}

// The lower x0 the better, and below 0.5 everything fails.
std::optional<double> cliff(const Eigen::VectorXd& u, const Configuration&) {
  return u[0] < 0.5 ? std::nullopt : std::optional(u[0]);
}

TEST(Explanation, ExpectsLittleWhereConfigurationsFail) {
  const SearchSpace space = box(2);
  const std::vector<Trial> trials = spread_trials(space, 40, cliff);
  const auto expected = [&](double x0) {
    const Trial trial = ended_trial(41, {{"x0", x0}, {"x1", 0.5}}, {});
    return explain_trial(space, {kMinimizeLoss}, trials, trial)->expected_improvement;
  };
  EXPECT_LT(expected(0.2), 0.1 * expected(0.49));
}

// The lower x0 the better, and a constraint is kept from 0.5 on.
const std::vector<Constraint> kFromHalf = {{"level", 0.5, {}}};
std::vector<Trial> trials_kept_from_half(const SearchSpace& space, std::uint32_t count) {
  auto trials = spread_trials(space, count, [](const auto& u, const auto&) { return u[0]; });
  for (Trial& trial : trials) {
    trial.constraints = {std::get<double>(trial.suggestion.configuration.at("x0"))};
  }
  return trials;
}

TEST(Explanation, ExpectsLittleWhereAConstraintIsViolated) {
  const SearchSpace space = box(2);
  const std::vector<Trial> trials = trials_kept_from_half(space, 40);
  const auto explained = [&](double x0) {
    const Trial trial = ended_trial(41, {{"x0", x0}, {"x1", 0.5}}, {});
    return explain_trial(space, {kMinimizeLoss, kFromHalf}, trials, trial).value();
  };
  EXPECT_LT(explained(0.2).expected_improvement, 0.1 * explained(0.501).expected_improvement);
  EXPECT_NEAR(explained(0.2).best_mean, 0.5, 0.05);
}

// x0 + x1 <= 1 is known beforehand; the lower their sum would be beyond, the worse the best allowed one compares.
TEST(Explanation, ComparesWithAllowedConfigurations) {
  const auto sum = [](const Eigen::VectorXd& u, const auto&) { return -u[0] - u[1]; };
  const SearchSpace free = box(2);
  const SearchSpace ruled = space_of({{"x0", Continuous{0.0, 1.0}}, {"x1", Continuous{0.0, 1.0}}},
                                     {ForbiddenSum{{{"x0", 1.0}, {"x1", 1.0}}, 1.0}});
  std::vector<Trial> trials = spread_trials(free, 40, sum);
  std::erase_if(trials,
                [&](const Trial& trial) { return !ruled.check(trial.suggestion.configuration); });
  const Trial edge = ended_trial(41, {{"x0", 0.499}, {"x1", 0.5}}, -0.999);
  const auto all = explain_trial(free, {kMinimizeLoss}, trials, edge).value();
  const auto allowed = explain_trial(ruled, {kMinimizeLoss}, trials, edge).value();
  EXPECT_GT(all.promising_more, 400U);
  EXPECT_LT(allowed.promising_more, 40U);
  EXPECT_EQ(allowed.compared, 1024U);
  EXPECT_LT(allowed.random_best, all.random_best);
}

// About one configuration in 30,000 is allowed, and none of the points at random.
TEST(Explanation, OfASpaceWhereHardlyAnythingIsAllowedComparesWithNothing) {
  const SearchSpace space = space_of({{"x0", Continuous{0.0, 1.0}}, {"x1", Continuous{0.0, 1.0}}},
                                     {ForbiddenSum{{{"x0", 1.0}, {"x1", 1.0}}, 0.008}});
  std::vector<Trial> trials;
  for (std::uint32_t i = 1; i <= 6; ++i)
    trials.push_back(ended_trial(i, {{"x0", 1e-3 * i}, {"x1", 0.0}}, 1.0 / i));
  const auto result = explain_trial(space, {kMinimizeLoss}, trials, trials.back()).value();
  EXPECT_EQ(result.compared, 0U);
  EXPECT_EQ(result.random_best, 0.0);
}

TEST(Explanation, FindsTheNearestTrialsByTheModelsDistance) {
  const SearchSpace space = box(2);
  const auto first_only = [](const Eigen::VectorXd& u, const auto&) {
    return std::sin(6.0 * u[0]);
  };
  std::vector<Trial> trials = spread_trials(space, 40, first_only);
  trials.push_back(ended_trial(41, {{"x0", 0.5}, {"x1", 0.9}}, std::sin(3.0)));
  const auto result = explain_trial(
      space, {kMinimizeLoss}, trials, ended_trial(42, {{"x0", 0.5}, {"x1", 0.1}}, 0.0));
  ASSERT_TRUE(result);
  ASSERT_EQ(result->nearest.size(), 3U);
  EXPECT_LE(result->nearest[0].distance, result->nearest[1].distance);
  EXPECT_GT(result->nearest[0].correlation, 0.9);
  EXPECT_NEAR(result->mean.mean, std::sin(3.0), 0.1);
}

// A repetition scatters by the noise around a mean that many trials have made certain.
TEST(Explanation, IntervalOfAValueHoldsTheNoise) {
  const SearchSpace space = box(1);
  Rng rng = Rng::for_trial(4, TrialId{1}, "noise");
  const auto noisy = [&](const Eigen::VectorXd& u, const auto&) {
    return u[0] + 0.2 * rng.normal();
  };
  const std::vector<Trial> trials = spread_trials(space, 80, noisy);
  const auto result = explain_trial(space, {kMinimizeLoss}, trials, trials.back());
  ASSERT_TRUE(result);
  EXPECT_NEAR(result->value.upper - result->value.lower, 2.0 * 1.96 * 0.2, 0.2);
  EXPECT_LT(result->mean.upper - result->mean.lower, 0.3);
}

TEST(Explanation, OfMaximisationKeepsTheUsersSign) {
  const SearchSpace space = box(2);
  std::vector<Trial> trials = spread_trials(space, 20, bowl);
  const auto down = explain_trial(space, {kMinimizeLoss}, trials, trials.back());
  for (Trial& trial : trials) trial.objectives = {-*trial.objectives.front()};
  const auto up = explain_trial(
      space, {std::vector<Objective>{{"score", Goal::kMaximize}}}, trials, trials.back());
  ASSERT_TRUE(down && up);
  EXPECT_EQ(up->mean.upper, -down->mean.lower);
  EXPECT_EQ(up->best_mean, -down->best_mean);
  EXPECT_EQ(up->expected_improvement, down->expected_improvement);
}

TEST(Convergence, RegretBoundNeedsTwentyValuesAndShrinks) {
  const SearchSpace space = box(2);
  EXPECT_EQ(regret_bound(model_of(space, spread_trials(space, 19, bowl))), std::nullopt);
  const auto early = regret_bound(model_of(space, spread_trials(space, 20, bowl)));
  const auto late = regret_bound(model_of(space, spread_trials(space, 80, bowl)));
  ASSERT_TRUE(early && late);
  EXPECT_GT(*early, 0.0);
  EXPECT_LT(*late, *early);
}

TEST(Convergence, RegretBoundIsThatOfAFineGrid) {
  const SearchSpace space = box(1);
  const auto wave = [](const Eigen::VectorXd& u, const auto&) { return std::sin(9.0 * u[0]); };
  const TrialModel model = model_of(space, spread_trials(space, 20, wave));
  const double root_beta =
      std::sqrt(0.4 * std::log(400.0 * std::numbers::pi * std::numbers::pi / 0.6));
  const Posterior grid =
      model.process().predict(Eigen::MatrixXd(Eigen::VectorXd::LinSpaced(20001, 0.0, 1.0)));
  const double lowest = (grid.mean - root_beta * grid.variance.cwiseSqrt()).minCoeff();
  double upper = 1e9;
  for (const Taught& each : model.taught()) {
    const PointPosterior point = model.process().at(each.u);
    upper = std::min(upper, point.mean + root_beta * std::sqrt(point.variance));
  }
  const double truth = model.difference(upper - lowest);
  EXPECT_NEAR(*regret_bound(model), truth, 1e-3 * truth);
}

// The truth must lie under the bound: the best tried trial against the optimum.
TEST(Convergence, RegretBoundCoversTheTrueRegret) {
  const SearchSpace space = box(2);
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const std::vector<Trial> trials = spread_trials(space, 25, bowl, seed);
    double best = 1e9;
    for (const Trial& trial : trials) best = std::min(best, *trial.objectives.front());
    EXPECT_GE(*regret_bound(model_of(space, trials)), 0.9 * (best - 10.0)) << seed;
  }
}

TEST(Convergence, WhatLiesBehindFailuresIsNoRegret) {
  const SearchSpace space = box(1);
  const TrialModel model = model_of(space, spread_trials(space, 60, cliff));
  EXPECT_LT(*regret_bound(model), 0.1);  // down to x0 = 0 it would be 0.5
}

TEST(Convergence, WhatViolatesAConstraintIsNoRegretAndNotTheBest) {
  const SearchSpace space = box(1);
  const auto trials = trials_kept_from_half(space, 60);
  const auto model = TrialModel::create(space, {kMinimizeLoss, kFromHalf}, trials);
  ASSERT_TRUE(model);
  EXPECT_LT(*regret_bound(*model), 0.1);
  const Stagnation still = stagnation(*model);
  EXPECT_GE(*trials[still.best.number - 1].constraints[0], 0.5);
  EXPECT_LT(still.expected_improvement, 0.05);
  const BestMean best = best_mean(*model);
  EXPECT_EQ(best.luckiest, still.best);
  EXPECT_GE(best.mean.mean, 0.49);
}

TEST(Convergence, StagnatesOnlyWhenNothingImprovedAndNothingIsExpected) {
  const SearchSpace space = box(1);
  std::vector<Trial> trials = spread_trials(space, 15, bowl);
  for (std::uint32_t i = 16; i <= 40; ++i) {
    trials.push_back(
        ended_trial(i, {{"x0", 0.4 + 1e-3 * (i - 16)}}, 10.0 + 1e-6 * (i - 16) * (i - 16)));
  }
  const Stagnation still = stagnation(model_of(space, trials));
  EXPECT_EQ(still.best.number, 16U);
  EXPECT_EQ(still.since_best, 24U);
  EXPECT_EQ(still.window, 10U);
  EXPECT_EQ(still.improvement, 0.0);
  EXPECT_TRUE(still.stagnates()) << still.expected_improvement << " of " << still.spread;

  trials.push_back(ended_trial(41, {{"x0", 0.38}}, 9.0));
  EXPECT_FALSE(stagnation(model_of(space, trials)).stagnates());
  const Stagnation young = stagnation(model_of(space, spread_trials(space, 8, bowl)));
  EXPECT_EQ(young.improvement, std::nullopt);
  EXPECT_FALSE(young.stagnates());
}

TEST(ModelSummary, OrdersParametersByLengthScaleAndIsCalibrated) {
  const SearchSpace space = box(3);
  const auto wave = [](const Eigen::VectorXd& u, const auto&) {
    return std::sin(6.0 * u[2]) + 0.2 * u[0];
  };
  const ModelSummary summary = summarise(model_of(space, spread_trials(space, 60, wave)));
  ASSERT_EQ(summary.length_scales.size(), 3U);
  EXPECT_EQ(summary.length_scales.front().parameter, "x2");
  EXPECT_EQ(summary.values, 60U);
  EXPECT_GT(summary.calibration.inside, 0.85);
  EXPECT_GT(summary.calibration.correlation, 0.98);
  EXPECT_LT(summary.noise, 0.05);
  EXPECT_FALSE(summary.best.tells_more) << "without noise the best value says it all";
}

// With noise of 0.3 the best of 60 values is lucky; the mean there is nearer to the truth.
TEST(ModelSummary, TakesLuckAwayFromTheBestValue) {
  const SearchSpace space = box(1);
  Rng rng = Rng::for_trial(3, TrialId{1}, "noise");
  const auto noisy = [&](const Eigen::VectorXd& u, const auto&) {
    return std::pow(u[0] - 0.5, 2) + 0.3 * rng.normal();
  };
  const ModelSummary summary = summarise(model_of(space, spread_trials(space, 60, noisy)));
  EXPECT_NEAR(summary.noise, 0.3, 0.1);
  EXPECT_TRUE(summary.best.tells_more);
  EXPECT_LT(summary.best.luckiest_value, -0.3);
  EXPECT_NEAR(summary.best.mean.mean, 0.0, 0.2);
  EXPECT_LT(summary.best.mean.lower, 0.05);
  EXPECT_GT(summary.best.mean.upper, -0.05);
}

}  // namespace
}  // namespace tuner
