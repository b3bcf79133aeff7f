#include "tuner/model/constraint_models.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "tests/model/model_samples.h"
#include "tests/model/trial_samples.h"
#include "tuner/job/constraint.h"
#include "tuner/model/candidates.h"

namespace tuner {
namespace {

Eigen::MatrixXd spread(const ModelCoordinates& coordinates, Eigen::Index count) {
  Rng rng = Rng::for_trial(3, TrialId{1}, "points");
  return draw_candidates(coordinates, {}, count, rng);
}

// x <= 0.5, measured in thousands, and y <= 0.7.
std::vector<double> excesses_at(const Eigen::VectorXd& u) {
  return {1000.0 * (u[0] - 0.5), u[1] - 0.7};
}

template <typename Excesses>
ConstraintModels models_of(const ModelCoordinates& coordinates,
                           Eigen::Index trials,
                           Excesses excesses) {
  const Eigen::MatrixXd points = spread(coordinates, trials);
  const Eigen::MatrixXd columns = coordinates.columns(points);
  const auto rows = std::make_shared<RowTable>(columns.cols());
  ConstraintModels models(coordinates.groups(), rows);
  for (Eigen::Index i = 0; i < trials; ++i) {
    rows->add(columns.row(i));
    models.add_of_last_row(excesses(points.row(i)));
  }
  return models;
}

ConstraintModels two_constraints(const ModelCoordinates& coordinates, Eigen::Index trials) {
  return models_of(coordinates, trials, excesses_at);
}

TEST(ConstraintModels, KnowWhereAllConstraintsAreKept) {
  const ModelCoordinates coordinates(box(2));
  const ConstraintModels models = two_constraints(coordinates, 30);
  const ConstraintOutlook outlook = models.outlook({}).value();
  const auto problem = outlook.log_probability(coordinates);
  ASSERT_TRUE(problem);
  EXPECT_GT(probability(*problem, Eigen::Vector2d(0.3, 0.4)), 0.95);
  EXPECT_LT(probability(*problem, Eigen::Vector2d(0.7, 0.4)), 0.05);
  EXPECT_LT(probability(*problem, Eigen::Vector2d(0.3, 0.9)), 0.05);
  EXPECT_FALSE(problem->bounds);
}

TEST(ConstraintModels, ExpectViolationsAtResultsAndAtRunningTrials) {
  const ModelCoordinates coordinates(box(2));
  const ConstraintModels models = two_constraints(coordinates, 30);
  Eigen::MatrixXd running(2, 2);
  running << 0.2, 0.2, 0.9, 0.9;
  const ConstraintOutlook outlook = models.outlook(coordinates.columns(running)).value();
  ASSERT_EQ(outlook.violations().size(), 32);
  const Eigen::MatrixXd points = spread(coordinates, 30);
  for (Eigen::Index i = 0; i < 30; ++i) {
    const auto excesses = excesses_at(points.row(i));
    if (std::abs(excesses[0]) < 20.0 || std::abs(excesses[1]) < 0.02) continue;
    EXPECT_EQ(outlook.violations()[i] == 0.0, violation_of(excesses) == 0.0) << i;
  }
  EXPECT_EQ(outlook.violations()[30], 0.0);
  EXPECT_GT(outlook.violations()[31], 0.0);
}

// Of what is expected: that constraints are kept, or that they are not.
TEST(ConstraintModels, AreSurerWhereATrialRuns) {
  const ModelCoordinates coordinates(box(2));
  const ConstraintModels models = models_of(coordinates, 12, [](const Eigen::VectorXd& u) {
    return std::vector{std::sin(9.0 * u[0]) + std::cos(8.0 * u[1])};
  });
  const ConstraintOutlook before = models.outlook({}).value();
  int unsure = 0;
  for (double x = 0.05; x < 1.0; x += 0.1) {
    const Eigen::Vector2d here(x, 1.0 - 0.7 * x);
    const double was = probability(*before.log_probability(coordinates), here);
    if (std::abs(was - 0.5) < 0.01 || std::abs(was - 0.5) > 0.45) continue;
    ++unsure;
    const ConstraintOutlook after = models.outlook(coordinates.columns(here.transpose())).value();
    const bool expected_to_keep = after.violations()[12] == 0.0;
    EXPECT_EQ(probability(*after.log_probability(coordinates), here) > was, expected_to_keep) << x;
  }
  EXPECT_GE(unsure, 3);
}

TEST(ConstraintModels, TheProbabilityHasItsGradient) {
  const ModelCoordinates coordinates(box(2));
  const ConstraintModels models = two_constraints(coordinates, 12);
  const ConstraintOutlook outlook = models.outlook({}).value();
  const SearchProblem problem = outlook.log_probability(coordinates).value();
  constexpr double kStep = 1e-6;
  const Eigen::Vector2d u(0.45, 0.6);
  Eigen::VectorXd gradient, unused;
  EXPECT_NEAR(problem.score(u, gradient), problem.scores(u.transpose())[0], 1e-9);
  for (Eigen::Index j = 0; j < 2; ++j) {
    Eigen::Vector2d up = u, down = u;
    up[j] += kStep;
    down[j] -= kStep;
    const double slope = (problem.score(up, unused) - problem.score(down, unused)) / (2 * kStep);
    EXPECT_NEAR(gradient[j], slope, 1e-4 * (1.0 + std::abs(slope)));
  }
}

TEST(ConstraintModels, HaveNothingToSayWithoutConstraints) {
  const ModelCoordinates coordinates(box(2));
  const ConstraintModels models =
      models_of(coordinates, 1, [](const Eigen::VectorXd&) { return std::vector<double>{}; });
  EXPECT_TRUE(models.empty());
  const ConstraintOutlook outlook = models.outlook({}).value();
  EXPECT_FALSE(outlook.log_probability(coordinates));
  EXPECT_EQ(outlook.violations().size(), 0);
}

}  // namespace
}  // namespace tuner
