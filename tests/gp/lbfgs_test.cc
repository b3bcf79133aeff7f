#include "tuner/gp/lbfgs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tuner {
namespace {

using Eigen::VectorXd;

double rosenbrock(const VectorXd& x, VectorXd& gradient) {
  const double a = 1.0 - x[0], b = x[1] - x[0] * x[0];
  gradient << -2.0 * a - 400.0 * x[0] * b, 200.0 * b;
  return a * a + 100.0 * b * b;
}

const LbfgsOptions kTight{
    .max_iterations = 500, .gradient_tolerance = 1e-8, .relative_decrease = 0.0};

// [More1981] problem 1, from its standard start.
TEST(Lbfgs, FindsTheMinimumOfRosenbrocksValley) {
  const LbfgsResult result = minimize_in_box(rosenbrock,
                                             Eigen::Vector2d(-1.2, 1.0),
                                             VectorXd::Constant(2, -5.0),
                                             VectorXd::Constant(2, 5.0),
                                             kTight);
  EXPECT_EQ(result.stop, LbfgsStop::kGradient);
  EXPECT_LT((result.x - VectorXd::Ones(2)).norm(), 1e-6);
  EXPECT_LT(result.evaluations, 100);
}

// On the edge x₀ = ½ the best x₁ is ¼.
TEST(Lbfgs, StopsOnTheBoundThatHidesTheMinimum) {
  const LbfgsResult result = minimize_in_box(rosenbrock,
                                             Eigen::Vector2d(-1.2, 1.0),
                                             VectorXd::Constant(2, -5.0),
                                             VectorXd::Constant(2, 0.5),
                                             kTight);
  EXPECT_EQ(result.stop, LbfgsStop::kGradient);
  EXPECT_LT((result.x - Eigen::Vector2d(0.5, 0.25)).norm(), 1e-7);
}

TEST(Lbfgs, SolvesBoundedQuadraticsWhoseSolutionIsKnownByConstruction) {
  const Eigen::Index n = 30;
  const VectorXd weights = VectorXd::LinSpaced(n, 1.0, 1000.0),
                 centre = VectorXd::LinSpaced(n, -1.0, 2.0);
  const SmoothFunction f = [&](const VectorXd& x, VectorXd& gradient) {
    gradient = weights.cwiseProduct(x - centre);
    return 0.5 * gradient.dot(x - centre);
  };
  const VectorXd lower = VectorXd::Zero(n), upper = VectorXd::Ones(n);
  const LbfgsResult result = minimize_in_box(f, VectorXd::Constant(n, 0.5), lower, upper, kTight);
  EXPECT_LT((result.x - centre.cwiseMax(lower).cwiseMin(upper)).cwiseAbs().maxCoeff(), 1e-7);
}

TEST(Lbfgs, StartsOutsideAreMovedIntoTheBox) {
  const LbfgsResult result = minimize_in_box(rosenbrock,
                                             Eigen::Vector2d(99.0, -99.0),
                                             VectorXd::Constant(2, 0.0),
                                             VectorXd::Constant(2, 2.0),
                                             kTight);
  EXPECT_LT((result.x - VectorXd::Ones(2)).norm(), 1e-5);
}

TEST(Lbfgs, BacksOffFromRegionsWithoutAValue) {
  const SmoothFunction f = [](const VectorXd& x, VectorXd& gradient) {
    if (x[0] > 1.0) return std::numeric_limits<double>::infinity();
    gradient[0] = -1.0 / (1.0 - x[0]) + 4.0;
    return std::log(1.0 - x[0]) * 1.0 + 4.0 * x[0];
  };
  // Concave near the wall, so only the interval left of it may be reached.
  const LbfgsResult result = minimize_in_box(
      f, VectorXd::Constant(1, 0.5), VectorXd::Constant(1, -3.0), VectorXd::Constant(1, 3.0));
  EXPECT_TRUE(std::isfinite(result.value));
  EXPECT_LE(result.x[0], 1.0);
}

TEST(Lbfgs, SaysSoWhenTheStartHasNoValue) {
  const SmoothFunction f = [](const VectorXd&, VectorXd&) { return std::nan(""); };
  const LbfgsResult result =
      minimize_in_box(f, VectorXd::Zero(2), VectorXd::Constant(2, -1.0), VectorXd::Ones(2));
  EXPECT_EQ(result.stop, LbfgsStop::kNotFinite);
  EXPECT_EQ(result.evaluations, 1);
}

TEST(Lbfgs, NeverReturnsAWorsePointThanItsStart) {
  // A gradient that lies: no step along it helps.
  const SmoothFunction f = [](const VectorXd& x, VectorXd& gradient) {
    gradient = -x;
    return 0.5 * x.squaredNorm();
  };
  const LbfgsResult result = minimize_in_box(
      f, VectorXd::Constant(3, 0.4), VectorXd::Constant(3, -1.0), VectorXd::Ones(3));
  EXPECT_EQ(result.stop, LbfgsStop::kLineSearch);
  EXPECT_EQ(result.x, VectorXd::Constant(3, 0.4));
}

}  // namespace
}  // namespace tuner
