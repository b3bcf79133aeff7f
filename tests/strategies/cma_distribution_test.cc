#include "strategies/cma_distribution.h"

#include <gtest/gtest.h>

#include <Eigen/QR>
#include <algorithm>
#include <array>
#include <cmath>

#include "tuner/base/rng.h"

namespace tuner {
namespace {

Eigen::VectorXd normals(Eigen::Index d, Rng& rng) {
  Eigen::VectorXd z(d);
  for (double& entry : z) entry = rng.normal();
  return z;
}

// One generation of λ draws, ranked by `loss`.
template <typename Loss>
void evolve(CmaDistribution& distribution, Eigen::Index lambda, Rng& rng, const Loss& loss) {
  std::vector<Eigen::VectorXd> draws;
  for (Eigen::Index i = 0; i < lambda; ++i) {
    draws.push_back(distribution.sample(normals(distribution.mean().size(), rng)));
  }
  std::sort(
      draws.begin(), draws.end(), [&](const auto& a, const auto& b) { return loss(a) < loss(b); });
  Eigen::MatrixXd ranked(lambda, distribution.mean().size());
  for (Eigen::Index i = 0; i < lambda; ++i) ranked.row(i) = draws[static_cast<std::size_t>(i)];
  distribution.update(ranked);
}

// B D² Bᵀ from what unit vectors are mapped to.
Eigen::MatrixXd spread(const CmaDistribution& distribution) {
  const Eigen::Index d = distribution.mean().size();
  Eigen::MatrixXd axes(d, d);
  for (Eigen::Index j = 0; j < d; ++j) {
    axes.col(j) = (distribution.sample(Eigen::VectorXd::Unit(d, j)) - distribution.mean()) /
                  distribution.sigma();
  }
  return axes * axes.transpose();
}

TEST(CmaRates, AreThePublishedOnes) {
  const CmaRates rates(10, 10, false);
  const Eigen::VectorXd weights =
      (Eigen::VectorXd(5) << 0.45627, 0.27075, 0.16223, 0.08523, 0.02551).finished();
  EXPECT_TRUE(rates.weights.isApprox(weights, 1e-4)) << rates.weights.transpose();
  EXPECT_NEAR(rates.effective, 3.16730, 1e-4);
  EXPECT_NEAR(rates.path_sigma, 5.16730 / 18.16730, 1e-5);
  EXPECT_NEAR(rates.damping, 1.0 + 5.16730 / 18.16730, 1e-5);
  EXPECT_NEAR(rates.path_covariance, 4.31673 / 14.63346, 1e-5);
  EXPECT_NEAR(rates.rank_one, 2.0 / (127.69 + 3.16730), 1e-6);
  EXPECT_NEAR(rates.rank_mu, 2.0 * (1.16730 + 1.0 / 3.16730) / (144.0 + 3.16730), 1e-6);
  EXPECT_NEAR(CmaRates(10, 10, true).rank_one, 4.0 * rates.rank_one, 1e-12);
  EXPECT_EQ(usual_lambda(10), 10);
  EXPECT_EQ(usual_lambda(0), 4);
}

// The formulas of the header once more, in two dimensions and plain numbers, from C = I.
TEST(CmaDistribution, TheFirstUpdateIsThatOfTheFormulas) {
  CmaDistribution distribution(Eigen::Vector2d(0.4, 0.6), 0.1, 6);
  const CmaRates rates = distribution.rates();
  const std::array<std::array<double, 2>, 3> parents{{{0.5, 0.6}, {0.45, 0.75}, {0.3, 0.5}}};
  Eigen::MatrixXd ranked = Eigen::MatrixXd::Constant(6, 2, 0.9);
  double mean[2] = {0.4, 0.6}, step[2] = {0.0, 0.0}, rank_mu[2][2] = {{0.0, 0.0}, {0.0, 0.0}};
  for (int i = 0; i < 3; ++i) {
    const double w = rates.weights[i];
    const double y[2] = {(parents[i][0] - 0.4) / 0.1, (parents[i][1] - 0.6) / 0.1};
    for (int a = 0; a < 2; ++a) {
      ranked(i, a) = parents[i][a];
      step[a] += w * y[a];
      for (int b = 0; b < 2; ++b) rank_mu[a][b] += w * y[a] * y[b];
    }
  }
  distribution.update(ranked);

  const double cs = rates.path_sigma, cc = rates.path_covariance;
  const double to_sigma = std::sqrt(cs * (2.0 - cs) * rates.effective);
  const double length = to_sigma * std::hypot(step[0], step[1]);
  const bool usual = length / std::sqrt(cs * (2.0 - cs)) < (1.4 + 2.0 / 3.0) * rates.expected_norm;
  ASSERT_TRUE(usual);
  const double to_path = std::sqrt(cc * (2.0 - cc) * rates.effective);
  for (int a = 0; a < 2; ++a) {
    EXPECT_NEAR(distribution.mean()[a], mean[a] + 0.1 * step[a], 1e-15);
    for (int b = 0; b < 2; ++b) {
      const double kept = a == b ? 1.0 - rates.rank_one - rates.rank_mu : 0.0;
      const double expected = kept + rates.rank_one * to_path * to_path * step[a] * step[b] +
                              rates.rank_mu * rank_mu[a][b];
      EXPECT_NEAR(distribution.covariance()(a, b), expected, 1e-14) << a << b;
    }
  }
  EXPECT_NEAR(distribution.sigma(),
              0.1 * std::exp(cs / rates.damping * (length / rates.expected_norm - 1.0)),
              1e-15);
}

TEST(CmaDistribution, DrawsWithTheCovarianceThatItHasLearnt) {
  CmaDistribution distribution(Eigen::VectorXd::Constant(5, 0.5), 0.2, 12);
  Rng rng = Rng::for_trial(2, TrialId{1}, "cma");
  for (int generation = 0; generation < 40; ++generation) {
    evolve(distribution, 12, rng, [](const Eigen::VectorXd& x) {
      return 100.0 * std::pow(x[0] - x[1], 2) + x.squaredNorm();
    });
  }
  EXPECT_EQ(distribution.rates().eigen_gap, 1);
  EXPECT_TRUE(spread(distribution).isApprox(distribution.covariance(), 1e-10));
  EXPECT_GT(distribution.axis_ratio(), 3.0);
  for (Eigen::Index j = 0; j < 5; ++j) {
    EXPECT_NEAR(distribution.deviation(j),
                distribution.sigma() * std::sqrt(distribution.covariance()(j, j)),
                1e-15);
  }
}

TEST(CmaDistribution, FindsTheMinimumOfARotatedEllipsoid) {
  CmaDistribution distribution(Eigen::VectorXd::Constant(6, 0.5), 0.2, 9);
  Rng rng = Rng::for_trial(3, TrialId{1}, "cma");
  const Eigen::MatrixXd random =
      Eigen::MatrixXd::NullaryExpr(6, 6, [&rng] { return rng.normal(); });
  const Eigen::VectorXd weights = (Eigen::VectorXd(6) << 1.0, 10.0, 1e2, 1e3, 1e4, 1e5).finished();
  const Eigen::MatrixXd rotation = random.householderQr().householderQ();
  const auto loss = [&](const Eigen::VectorXd& x) {
    const Eigen::VectorXd turned = rotation * (x.array() - 0.3).matrix();
    return weights.dot(turned.cwiseAbs2());
  };
  for (int generation = 0; generation < 350; ++generation) evolve(distribution, 9, rng, loss);
  EXPECT_LT(loss(distribution.mean()), 1e-8);
}

TEST(CmaDistribution, IsDiagonalInVeryManyDimensionsAndStillLearns) {
  CmaDistribution distribution(Eigen::VectorXd::Constant(250, 0.5), 0.2, 20);
  EXPECT_EQ(distribution.covariance().cols(), 1);
  Rng rng = Rng::for_trial(4, TrialId{1}, "cma");
  const auto loss = [](const Eigen::VectorXd& x) {
    return 100.0 * x.head(50).squaredNorm() + x.tail(200).squaredNorm();
  };
  const double before = loss(distribution.mean());
  for (int generation = 0; generation < 600; ++generation) evolve(distribution, 20, rng, loss);
  EXPECT_LT(loss(distribution.mean()), 0.02 * before);
  EXPECT_LT(distribution.deviation(0), 0.6 * distribution.deviation(249));
}

TEST(CmaDistribution, PullsInOnlyWhatLiesTooFarOut) {
  const CmaDistribution distribution(Eigen::Vector2d(0.5, 0.5), 0.1, 6);
  const Eigen::Vector2d near(0.6, 0.6), far(5.5, 0.5);
  EXPECT_EQ(distribution.pulled_in(near), near);
  const double most = std::sqrt(2.0) + 1.0;
  EXPECT_TRUE(distribution.pulled_in(far).isApprox(Eigen::Vector2d(0.5 + 0.1 * most, 0.5), 1e-12));
}

TEST(CmaDistribution, ACoordinateTakesTheMeanAndTheDeviationItIsGiven) {
  CmaDistribution distribution(Eigen::Vector3d(0.5, 0.5, 0.5), 0.1, 6);
  distribution.set_coordinate(1, 0.7, 0.4);
  EXPECT_EQ(distribution.mean()[1], 0.7);
  EXPECT_NEAR(distribution.deviation(1), 0.4, 1e-15);
  EXPECT_NEAR(distribution.deviation(0), 0.1, 1e-15);
  EXPECT_NEAR(distribution.sample(Eigen::Vector3d(0.0, 1.0, 0.0))[1], 1.1, 1e-15);
  distribution.limit_deviation(0.2);
  EXPECT_NEAR(distribution.deviation(1), 0.2, 1e-15);
}

}  // namespace
}  // namespace tuner
