#include "strategies/truncated_normal.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tuner/gp/normal.h"

namespace tuner {
namespace {

TEST(TruncatedNormal, TheFastDistributionFunctionIsExactToSevenDigits) {
  const Eigen::ArrayXd z = Eigen::ArrayXd::LinSpaced(4001, -10.0, 10.0);
  const Eigen::ArrayXd fast = fast_normal_cdf(z);
  for (Eigen::Index i = 0; i < z.size(); ++i)
    EXPECT_NEAR(fast[i], normal_cdf(z[i]), 7.5e-8) << z[i];
}

TEST(TruncatedNormal, TheMassInsideIsThatOfTheExactFunction) {
  const Eigen::ArrayXd means = Eigen::ArrayXd::LinSpaced(21, 0.0, 1.0);
  for (const double sigma : {1e-4, 0.02, 0.3, 1.0, 10.0}) {
    const Eigen::ArrayXd logs = log_inside_mass(means, sigma);
    for (Eigen::Index i = 0; i < means.size(); ++i) {
      const double mass = normal_cdf((1.0 - means[i]) / sigma) - normal_cdf(-means[i] / sigma);
      EXPECT_NEAR(logs[i], std::log(mass), 2e-7 / mass) << means[i] << " " << sigma;
    }
  }
}

// E[x] = μ + σ (φ(a) − φ(b)) / Z with a = −μ/σ, b = (1 − μ)/σ.
TEST(TruncatedNormal, DrawsLieInsideAndHaveTheMeanOfTheCutDistribution) {
  constexpr int kDraws = 20'000;
  for (const double mean : {0.0, 0.4, 1.0}) {
    for (const double sigma : {0.05, 0.5}) {
      Rng rng = Rng::for_trial(5, TrialId{1}, "truncated");
      double sum = 0.0;
      for (int i = 0; i < kDraws; ++i) {
        const double x = draw_truncated(mean, sigma, rng);
        ASSERT_TRUE(x >= 0.0 && x <= 1.0);
        sum += x;
      }
      const double a = -mean / sigma, b = (1.0 - mean) / sigma;
      const double mass = normal_cdf(b) - normal_cdf(a);
      const double expected = mean + sigma * (normal_pdf(a) - normal_pdf(b)) / mass;
      EXPECT_NEAR(sum / kDraws, expected, 4.0 * sigma / std::sqrt(kDraws)) << mean << " " << sigma;
    }
  }
}

}  // namespace
}  // namespace tuner
