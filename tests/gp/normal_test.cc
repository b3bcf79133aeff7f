#include "tuner/gp/normal.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tuner {
namespace {

TEST(Normal, ProbabilitiesOfBothTailsAddUpToOne) {
  for (double z = -8.0; z <= 8.0; z += 0.25) {
    EXPECT_NEAR(normal_cdf(z) + normal_cdf(-z), 1.0, 1e-15) << z;
    EXPECT_NEAR(std::exp(log_normal_cdf(z)), normal_cdf(z), 1e-15) << z;
  }
}

TEST(Normal, LogarithmsAreFiniteAndIncreasingFarOutside) {
  double last_cdf = -1e300, last_h = -1e300;
  for (double z = -1e8; z < 1e8; z += 0.3 * std::max(1e-3, std::abs(z))) {
    const LogH h = log_h(z);
    ASSERT_TRUE(std::isfinite(h.value) && std::isfinite(h.cdf_ratio)) << z;
    ASSERT_TRUE(std::isfinite(h.pdf_ratio)) << z;
    EXPECT_GE(log_normal_cdf(z), last_cdf) << z;
    EXPECT_GT(h.value, last_h) << z;
    last_cdf = log_normal_cdf(z);
    last_h = h.value;
  }
}

TEST(Normal, BranchesOfLogHMeet) {
  for (const double join : {-1.0, -25.0}) {
    const LogH below = log_h(std::nextafter(join, -100.0)),
               above = log_h(std::nextafter(join, 100.0));
    EXPECT_NEAR(below.value / above.value, 1.0, 1e-12) << join;
    EXPECT_NEAR(below.cdf_ratio / above.cdf_ratio, 1.0, 1e-9) << join;
    EXPECT_NEAR(below.pdf_ratio / above.pdf_ratio, 1.0, 1e-9) << join;
  }
}

TEST(Normal, TheRatioOfCdfAndHIsTheSlopeOfLogH) {
  for (const double z : {-150.0, -40.0, -26.0, -24.0, -7.0, -1.2, -0.8, 0.0, 3.0, 50.0}) {
    const double step = 1e-5 * std::max(1.0, std::abs(z));
    const double slope = (log_h(z + step).value - log_h(z - step).value) / (2.0 * step);
    EXPECT_NEAR(log_h(z).cdf_ratio / slope, 1.0, 1e-7) << z;
  }
}

// h = φ + zΦ divided by h.
TEST(Normal, TheTwoRatiosBelongToTheSameH) {
  for (const double z : {-20.0, -5.0, -1.5, -0.5, 0.0, 1.0, 10.0}) {
    EXPECT_NEAR(log_h(z).pdf_ratio + z * log_h(z).cdf_ratio, 1.0, 1e-9) << z;
  }
}

}  // namespace
}  // namespace tuner
