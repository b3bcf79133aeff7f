#include "tuner/gp/acquisition.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "tests/gp/gp_samples.h"

namespace tuner {
namespace {

template <typename Acquisition>
void expect_derivatives(const Acquisition& acquisition) {
  for (const double mean : {-2.0, 0.3, 1.0, 9.0}) {
    for (const double variance : {1e-3, 0.2, 4.0}) {
      const AcquisitionValue value = acquisition(mean, variance);
      const auto in_mean = [&](const Eigen::VectorXd& x) {
        return acquisition(x[0], variance).value;
      };
      const auto in_variance = [&](const Eigen::VectorXd& x) {
        return acquisition(mean, x[0]).value;
      };
      const double d_mean =
          numerical_gradient(in_mean, Eigen::VectorXd::Constant(1, mean), 1e-6)[0];
      const double d_variance = numerical_gradient(
          in_variance, Eigen::VectorXd::Constant(1, variance), 1e-6 * variance)[0];
      EXPECT_NEAR(value.d_mean, d_mean, 1e-5 * (1.0 + std::abs(d_mean))) << mean << " " << variance;
      EXPECT_NEAR(value.d_variance, d_variance, 1e-5 * (1.0 + std::abs(d_variance)))
          << mean << " " << variance;
    }
  }
}

// ln E[utility(f)], f normal: midpoint rule over ±10 standard deviations.
template <typename Utility>
double log_expectation(double mean, double variance, const Utility& utility) {
  double sum = 0.0;
  constexpr int kCells = 20000;
  for (int i = 0; i < kCells; ++i) {
    const double e = -10.0 + 20.0 * (i + 0.5) / kCells;
    const double density = std::exp(-0.5 * e * e) / std::sqrt(2.0 * std::numbers::pi);
    sum += utility(mean + std::sqrt(variance) * e) * density * 20.0 / kCells;
  }
  return std::log(sum);
}

TEST(LogExpectedImprovement, DerivativesAgreeWithCentralDifferences) {
  expect_derivatives(LogExpectedImprovement(0.3));
}

TEST(LogExpectedLeap, DerivativesAgreeWithCentralDifferences) {
  expect_derivatives(LogExpectedLeap(0.3, 0.2, 10.0));
}

TEST(LogExpectedLeap, IsTheExpectationOverTheNormalDistribution) {
  const double mean = 0.5, variance = 0.64, incumbent = 0.2;
  const double expected = log_expectation(mean, variance, [&](double f) {
    return std::max(incumbent - f, 0.0) + 10.0 * std::max(incumbent - 0.3 - f, 0.0);
  });
  EXPECT_NEAR(LogExpectedLeap(incumbent, 0.3, 10.0)(mean, variance).value, expected, 1e-6);
}

TEST(LogExpectedLeap, PrefersASmallChanceOfALeapToASmallStep) {
  const LogExpectedLeap leap(0.0, 0.3, 10.0);
  const LogExpectedImprovement step(0.0);
  EXPECT_GT(step(-0.01, 1e-6).value, step(0.9, 0.25).value);
  EXPECT_LT(leap(-0.01, 1e-6).value, leap(0.9, 0.25).value);
}

TEST(LogExpectedLeap, IsTheStepWhereNoLeapIsToBeExpected) {
  const LogExpectedLeap leap(0.0, 0.3, 10.0);
  EXPECT_DOUBLE_EQ(leap(0.0, 1e-6).value, LogExpectedImprovement(0.0)(0.0, 1e-6).value);
}

TEST(LogProbabilityBelow, DerivativesAgreeWithCentralDifferences) {
  expect_derivatives(LogProbabilityBelow(0.3));
}

TEST(LogProbabilityBelow, IsThatOfTheNormalDistribution) {
  EXPECT_NEAR(LogProbabilityBelow(0.5)(0.5, 2.0).value, std::log(0.5), 1e-12);
  EXPECT_NEAR(LogProbabilityBelow(3.0)(1.0, 4.0).value, std::log(0.8413447460685429), 1e-12);
  EXPECT_NEAR(LogProbabilityBelow(0.0)(40.0, 1.0).value, -804.608, 1e-3);  // 1e-350
}

TEST(LogExpectedImprovement, IsTheExpectationOverTheNormalDistribution) {
  const double mean = 0.5, variance = 0.64, incumbent = 0.2;
  const double expected =
      log_expectation(mean, variance, [&](double f) { return std::max(incumbent - f, 0.0); });
  EXPECT_NEAR(LogExpectedImprovement(incumbent)(mean, variance).value, expected, 1e-6);
}

TEST(LogExpectedImprovement, PrefersLowerMeansAndHigherVariances) {
  const LogExpectedImprovement acquisition(0.0);
  EXPECT_GT(acquisition(0.5, 1.0).value, acquisition(0.6, 1.0).value);
  EXPECT_GT(acquisition(0.5, 1.1).value, acquisition(0.5, 1.0).value);
  EXPECT_TRUE(std::isfinite(acquisition(1e3, 1e-10).value));
}

}  // namespace
}  // namespace tuner
