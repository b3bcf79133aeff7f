#include "tuner/gp/kernel.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>

#include "tests/gp/gp_samples.h"

namespace tuner {
namespace {

TEST(Kernel, DistancesAgreeWithDifferencesPairByPair) {
  const Eigen::MatrixXd a = random_points(7, 3, 1), b = random_points(5, 3, 2);
  const Eigen::MatrixXd r2 = squared_distances(a, b);
  for (Eigen::Index i = 0; i < 7; ++i) {
    for (Eigen::Index j = 0; j < 5; ++j) {
      EXPECT_NEAR(r2(i, j), (a.row(i) - b.row(j)).squaredNorm(), 1e-14);
    }
  }
}

TEST(Kernel, DistancesToAPointAgreeWithTheOthersAndHaveTheirGradient) {
  const Eigen::MatrixXd x = random_points(6, 3, 3);
  const Eigen::VectorXd point = random_points(1, 3, 4).row(0), weights = random_points(6, 1, 5);
  const ColumnGroups groups = {0, 1, 1};
  const Eigen::Vector2d length_scales(0.5, 2.0);
  const Eigen::MatrixXd rows = scale_columns(x, groups, length_scales);
  const auto scaled = [&](const Eigen::VectorXd& u) {
    return Eigen::VectorXd(scale_columns(u.transpose(), groups, length_scales).row(0));
  };
  const auto sum = [&](const Eigen::VectorXd& u) {
    return weights.dot(squared_distances_to(scaled(u), rows));
  };
  EXPECT_LT((squared_distances_to(scaled(point), rows) -
             squared_distances(rows, scaled(point).transpose()))
                .norm(),
            1e-13);
  const Eigen::VectorXd gradient =
      gradient_of_distances(weights, scaled(point), rows, groups, length_scales);
  for (Eigen::Index c = 0; c < 3; ++c) {
    const Eigen::VectorXd step = 1e-4 * Eigen::VectorXd::Unit(3, c);
    EXPECT_NEAR(gradient[c], (sum(point + step) - sum(point - step)) / 2e-4, 1e-9);
  }
}

TEST(Kernel, DistancesOfEqualPointsAreNeverNegative) {
  const Eigen::MatrixXd a = 1e3 * random_points(20, 4, 5);
  EXPECT_GE(squared_distances(a, a).minCoeff(), 0.0);
}

TEST(Kernel, ColumnsOfAGroupShareTheirLengthScale) {
  const Eigen::MatrixXd x = Eigen::MatrixXd::Ones(1, 4);
  const Eigen::MatrixXd scaled = scale_columns(x, {0, 1, 1, 2}, Eigen::Vector3d(0.5, 2.0, 10.0));
  EXPECT_EQ(scaled, (Eigen::MatrixXd(1, 4) << 2.0, 0.5, 0.5, 0.1).finished());
  EXPECT_EQ(group_count({0, 1, 1, 2}), 3);
  EXPECT_EQ(group_count({}), 0);
}

TEST(Kernel, SlopeIsTheDerivativeInTheSquaredDistance) {
  for (const double r2 : {1e-4, 0.3, 2.0, 30.0}) {
    Eigen::MatrixXd value = Eigen::MatrixXd::Constant(1, 1, r2), slope(1, 1);
    correlate(value, slope);
    const double step = 1e-5 * r2;
    Eigen::MatrixXd up = Eigen::MatrixXd::Constant(1, 1, r2 + step);
    Eigen::MatrixXd down = Eigen::MatrixXd::Constant(1, 1, r2 - step);
    correlate(up);
    correlate(down);
    EXPECT_NEAR(
        slope(0, 0), (up(0, 0) - down(0, 0)) / (2.0 * step), 1e-6 * std::abs(slope(0, 0)) + 1e-12);
  }
}

TEST(Kernel, LowerTrianglesOfRowsAgreeWithTheWholeMatrices) {
  for (const Eigen::Index n : {1, 31, 32, 77}) {
    const Eigen::MatrixXd x = 2.0 * random_points(n, 3, 7);
    Eigen::MatrixXd expected = squared_distances(x, x), expected_slope(n, n);
    correlate(expected, expected_slope);
    Eigen::MatrixXd k(n, n), slope(n, n), alone(n, n);
    covariance_of_rows(x, 1.7, k, slope);
    covariance_of_rows(x, 1.7, alone);
    for (Eigen::Index j = 0; j < n; ++j) {
      for (Eigen::Index i = j; i < n; ++i) {
        ASSERT_NEAR(k(i, j), 1.7 * expected(i, j), 1e-13) << i << " " << j;
        ASSERT_NEAR(alone(i, j), 1.7 * expected(i, j), 1e-13) << i << " " << j;
        ASSERT_NEAR(slope(i, j), 1.7 * expected_slope(i, j), 1e-13) << i << " " << j;
      }
    }
  }
}

TEST(Kernel, OneAtDistanceZeroWithASlopeThatIsFiniteAndNegative) {
  Eigen::MatrixXd value = Eigen::MatrixXd::Zero(1, 1), slope(1, 1);
  correlate(value, slope);
  EXPECT_EQ(value(0, 0), 1.0);
  EXPECT_TRUE(std::isfinite(slope(0, 0)));
  EXPECT_LT(slope(0, 0), 0.0);
}

TEST(Kernel, IsMatern52) {
  Eigen::MatrixXd zero = Eigen::MatrixXd::Zero(1, 1), one = Eigen::MatrixXd::Ones(1, 1),
                  slope(1, 1);
  correlate(zero, slope);
  EXPECT_DOUBLE_EQ(slope(0, 0), -5.0 / 6.0);
  correlate(one);
  EXPECT_DOUBLE_EQ(one(0, 0), (1.0 + std::sqrt(5.0) + 5.0 / 3.0) * std::exp(-std::sqrt(5.0)));
}

TEST(Kernel, MatricesArePositiveSemidefinite) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Eigen::MatrixXd x = 3.0 * random_points(25, 2, seed);
    Eigen::MatrixXd k = squared_distances(x, x);
    correlate(k);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> spectrum(k, Eigen::EigenvaluesOnly);
    EXPECT_GT(spectrum.eigenvalues().minCoeff(), -1e-12) << "seed " << seed;
  }
}

}  // namespace
}  // namespace tuner
