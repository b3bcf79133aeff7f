#include "tuner/gp/expected_hypervolume.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/fakes/hypervolume.h"
#include "tests/gp/gp_samples.h"
#include "tuner/gp/acquisition.h"
#include "tuner/gp/normal.h"

namespace tuner {
namespace {

const Eigen::MatrixXd kFront{{-1.5, 0.8}, {-0.6, 0.1}, {0.3, -0.2}, {0.9, -1.1}};
const Eigen::Vector2d kReference(1.2, 1.1);

LogExpectedHypervolumeImprovement growth_of(const Eigen::MatrixXd& front,
                                            const Eigen::VectorXd& reference) {
  return LogExpectedHypervolumeImprovement(free_boxes(front, reference, 10'000).value());
}

// The growth of the hypervolume, averaged over both normal distributions on a fine grid.
double by_brute_force(const Eigen::MatrixXd& front,
                      const Eigen::Vector2d& reference,
                      const Eigen::Vector2d& mean,
                      const Eigen::Vector2d& variance) {
  constexpr int kCells = 300;  // midpoint rule over ±8 standard deviations
  constexpr double kWidth = 16.0 / kCells;
  const double before = hypervolume(front, reference);
  Eigen::MatrixXd with(front.rows() + 1, 2);
  with.topRows(front.rows()) = front;
  double sum = 0.0;
  for (int i = 0; i < kCells; ++i) {
    for (int j = 0; j < kCells; ++j) {
      const Eigen::Vector2d e(-8.0 + kWidth * (i + 0.5), -8.0 + kWidth * (j + 0.5));
      with.bottomRows(1) = (mean.array() + variance.array().sqrt() * e.array()).transpose();
      sum += normal_pdf(e[0]) * normal_pdf(e[1]) * (hypervolume(with, reference) - before);
    }
  }
  return sum * kWidth * kWidth;
}

void expect_derivatives(const LogExpectedHypervolumeImprovement& acquisition,
                        const Eigen::VectorXd& mean,
                        const Eigen::VectorXd& variance) {
  SCOPED_TRACE(testing::Message() << "means " << mean.transpose() << ", variances "
                                  << variance.transpose());
  const FrontAcquisitionValue value = acquisition(mean, variance);
  const auto in_mean = [&](const Eigen::VectorXd& x) { return acquisition(x, variance).value; };
  const auto in_log_variance = [&](const Eigen::VectorXd& x) {
    return acquisition(mean, x.array().exp().matrix()).value;
  };
  const double step = 1e-5 * std::sqrt(variance.minCoeff());
  const Eigen::VectorXd d_mean = numerical_gradient(in_mean, mean, step);
  const Eigen::VectorXd d_log_variance =
      numerical_gradient(in_log_variance, variance.array().log().matrix(), 1e-5);
  for (Eigen::Index j = 0; j < mean.size(); ++j) {
    EXPECT_NEAR(value.d_mean[j], d_mean[j], 1e-4 * (1.0 + std::abs(d_mean[j])));
    EXPECT_NEAR(value.d_variance[j] * variance[j],
                d_log_variance[j],
                1e-4 * (1.0 + std::abs(d_log_variance[j])));
  }
}

TEST(LogExpectedHypervolumeImprovement, IsTheExpectedGrowthOfTheHypervolume) {
  const LogExpectedHypervolumeImprovement acquisition = growth_of(kFront, kReference);
  for (const Eigen::Vector2d& mean : {Eigen::Vector2d(0.0, 0.0),
                                      Eigen::Vector2d(-1.0, -1.0),
                                      Eigen::Vector2d(1.0, 0.7),
                                      Eigen::Vector2d(-2.0, 1.0)}) {
    for (const Eigen::Vector2d& variance :
         {Eigen::Vector2d(0.5, 0.3), Eigen::Vector2d(0.02, 2.0)}) {
      const double expected = by_brute_force(kFront, kReference, mean, variance);
      EXPECT_NEAR(std::exp(acquisition(mean, variance).value), expected, 2e-3 * expected)
          << mean.transpose();
    }
  }
}

// By Monte Carlo, within four standard errors.
TEST(LogExpectedHypervolumeImprovement, OfThreeAndFourObjectivesIsTheExpectedGrowth) {
  constexpr int kDraws = 20'000;
  for (const Eigen::Index objectives : {3, 4}) {
    const Eigen::MatrixXd front = random_points(7, objectives, 1);
    const Eigen::VectorXd reference = Eigen::VectorXd::Constant(objectives, 1.1);
    const Eigen::VectorXd mean = Eigen::VectorXd::LinSpaced(objectives, 0.2, 0.5);
    const Eigen::VectorXd variance = Eigen::VectorXd::LinSpaced(objectives, 0.2, 0.05);
    Eigen::MatrixXd with(front.rows() + 1, objectives);
    with.topRows(front.rows()) = front;
    const double before = hypervolume(front, reference);
    Rng rng = Rng::for_trial(5, TrialId{1}, "growth");
    double sum = 0.0, squares = 0.0;
    for (int draw = 0; draw < kDraws; ++draw) {
      for (Eigen::Index j = 0; j < objectives; ++j)
        with(front.rows(), j) = mean[j] + std::sqrt(variance[j]) * rng.normal();
      const double grown = hypervolume(with, reference) - before;
      sum += grown;
      squares += grown * grown;
    }
    const double average = sum / kDraws;
    const double error = std::sqrt((squares / kDraws - average * average) / kDraws);
    EXPECT_NEAR(std::exp(growth_of(front, reference)(mean, variance).value), average, 4.0 * error);
    EXPECT_LT(error, 0.02 * average);
  }
}

TEST(LogExpectedHypervolumeImprovement, OfACertainPointIsTheAreaThatItAdds) {
  const LogExpectedHypervolumeImprovement acquisition = growth_of(kFront, kReference);
  Eigen::MatrixXd with(5, 2);
  with << kFront, -0.2, -0.7;
  const double added = hypervolume(with, kReference) - hypervolume(kFront, kReference);
  const double value =
      acquisition(Eigen::Vector2d(-0.2, -0.7), Eigen::Vector2d(1e-20, 1e-20)).value;
  EXPECT_NEAR(std::exp(value), added, 1e-9);
}

TEST(LogExpectedHypervolumeImprovement, WithoutAFrontIsTheProductOfTwoImprovements) {
  const LogExpectedHypervolumeImprovement acquisition =
      growth_of(Eigen::MatrixXd(0, 2), kReference);
  const LogExpectedImprovement first(kReference[0]), second(kReference[1]);
  EXPECT_NEAR(acquisition(Eigen::Vector2d(0.3, 2.0), Eigen::Vector2d(0.4, 0.1)).value,
              first(0.3, 0.4).value + second(2.0, 0.1).value,
              1e-12);
}

TEST(LogExpectedHypervolumeImprovement, DerivativesAgreeWithCentralDifferences) {
  const LogExpectedHypervolumeImprovement acquisition = growth_of(kFront, kReference);
  for (const double mean : {-2.0, -0.3, 0.6, 3.0, 12.0}) {
    for (const double variance : {1e-2, 0.3, 4.0}) {
      expect_derivatives(acquisition, Eigen::Vector2d(mean, 0.2), Eigen::Vector2d(variance, 0.5));
      expect_derivatives(acquisition, Eigen::Vector2d(0.1, mean), Eigen::Vector2d(0.7, variance));
    }
  }
}

TEST(LogExpectedHypervolumeImprovement, DerivativesOfFourObjectivesAgreeWithCentralDifferences) {
  const Eigen::VectorXd reference = Eigen::VectorXd::Ones(4);
  const auto acquisition = growth_of(random_points(8, 4, 3), reference);
  for (const double mean : {-1.0, 0.4, 5.0}) {
    expect_derivatives(
        acquisition, Eigen::Vector4d(0.2, mean, 0.5, 0.6), Eigen::Vector4d(0.3, 0.01, 0.1, 1.0));
  }
}

TEST(LogExpectedHypervolumeImprovement, StaysFiniteAndSlopedWhereTheValueIsZeroInDoublePrecision) {
  const LogExpectedHypervolumeImprovement acquisition = growth_of(kFront, kReference);
  for (const double distance : {1.0, 1e2, 1e4, 1e6}) {
    for (const double deviation : {1e-5, 1e-2, 1.0}) {
      const Eigen::Vector2d mean(distance, 0.0), variance(deviation * deviation, 1e-4);
      const FrontAcquisitionValue value = acquisition(mean, variance);
      EXPECT_TRUE(std::isfinite(value.value)) << distance << " " << deviation;
      for (Eigen::Index j = 0; j < 2; ++j) {
        EXPECT_TRUE(std::isfinite(value.d_mean[j])) << distance << " " << deviation;
        EXPECT_TRUE(std::isfinite(value.d_variance[j])) << distance << " " << deviation;
      }
      EXPECT_LE(value.d_mean[0], 0.0);
      EXPECT_GT(value.value, acquisition(mean * 1.1, variance).value) << "further away is worse";
    }
  }
}

// Splitting a stripe must not change the sum: the three forms of a stripe agree where they meet.
TEST(LogExpectedHypervolumeImprovement, NeighboursThatNearlyCoincideChangeNothing) {
  for (const double mean : {-3.0, 0.0, 0.4999, 2.0, 30.0}) {
    for (const double gap : {1e-12, 1e-7, 1e-5, 9e-5, 1.1e-4, 1e-3}) {
      const Eigen::MatrixXd one{{0.5, 0.0}};
      const Eigen::MatrixXd two{{0.5, 0.0}, {0.5 + gap, -1e-9 * gap}};
      const Eigen::Vector2d at(mean, -0.5), variance(1.0, 1.0);
      const double plain = growth_of(one, Eigen::Vector2d(1.0, 1.0))(at, variance).value;
      const double split = growth_of(two, Eigen::Vector2d(1.0, 1.0))(at, variance).value;
      EXPECT_NEAR(split, plain, 1e-7) << "mean " << mean << ", gap " << gap;
    }
  }
}

}  // namespace
}  // namespace tuner
