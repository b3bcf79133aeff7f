#include "metrics/rank_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <numeric>

namespace tuner {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

double distance_from_middle(const std::vector<double>& a, const std::vector<double>& b) {
  double u = 0.0;
  for (const double x : a) {
    for (const double y : b) u += x < y ? 1.0 : 0.0;
  }
  return std::abs(u - static_cast<double>(a.size() * b.size()) / 2.0);
}

// The share of all ways to deal the values out that are at least as far from the middle: the definition of the exact p.
double p_by_enumeration(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> all = a;
  all.insert(all.end(), b.begin(), b.end());
  double ways = 0.0, as_far = 0.0;
  for (unsigned dealt = 0; dealt < 1u << all.size(); ++dealt) {
    if (std::popcount(dealt) != static_cast<int>(a.size())) continue;
    std::vector<double> x, y;
    for (std::size_t i = 0; i < all.size(); ++i) (dealt >> i & 1u ? x : y).push_back(all[i]);
    ++ways;
    as_far += distance_from_middle(x, y) >= distance_from_middle(a, b) ? 1.0 : 0.0;
  }
  return as_far / ways;
}

TEST(MannWhitney, IsExactForSmallSamples) {
  const std::vector<std::pair<std::vector<double>, std::vector<double>>> samples{
      {{1, 2, 3}, {4, 5, 6}},
      {{1, 4, 6, 7}, {2, 3, 5, 8, 9}},
      {{9, 1}, {3, 4, 5, 6, 7, 8}},
      {{1}, {2}}};
  for (const auto& [a, b] : samples) {
    EXPECT_THAT(mann_whitney(a, b).p, DoubleNear(p_by_enumeration(a, b), 1e-12));
    EXPECT_THAT(mann_whitney(b, a).p, DoubleNear(p_by_enumeration(a, b), 1e-12));
  }
}

TEST(MannWhitney, SharesAddUpToOneAndTiesCountHalf) {
  const std::vector<double> a{1, 2, 2, 5}, b{2, 3, 4};
  EXPECT_DOUBLE_EQ(mann_whitney(a, b).lower_share, (3 + 2.5 + 2.5 + 0) / 12.0);
  EXPECT_DOUBLE_EQ(mann_whitney(a, b).lower_share + mann_whitney(b, a).lower_share, 1.0);
}

TEST(MannWhitney, AgreesWithTheExactTestWhereTheApproximationBegins) {
  std::vector<double> a(20), b(20);
  for (int i = 0; i < 20; ++i) a[i] = 2 * i, b[i] = 2 * i + 7;
  std::vector<double> tied = b;
  tied[0] = a[3];  // 7 becomes 6: one tie makes it the approximation
  EXPECT_THAT(mann_whitney(a, tied).p, DoubleNear(mann_whitney(a, b).p, 0.005));
}

TEST(MannWhitney, CorrectsTheVarianceForTies) {
  // By hand: U = 22 of 36, Σ t³ − t = 24 + 60 + 24, variance = 3 (13 − 108/132), z = (22 − 18 − ½) / √variance.
  const std::vector<double> a{1, 1, 2, 2, 3, 4}, b{1, 2, 2, 3, 3, 5};
  EXPECT_THAT(mann_whitney(a, b).p,
              DoubleNear(std::erfc(3.5 / std::sqrt(2 * 3 * (13 - 108.0 / 132))), 1e-12));
}

TEST(MannWhitney, SeesNoDifferenceBetweenEqualValues) {
  const std::vector<double> same{2, 2, 2, 2, 2};
  EXPECT_EQ(mann_whitney(same, same).p, 1.0);
  EXPECT_EQ(mann_whitney(same, same).lower_share, 0.5);
}

TEST(Holm, EnlargesInTheOrderOfTheValues) {
  EXPECT_THAT(
      holm(std::vector<double>{0.01, 0.04, 0.03}),
      ElementsAre(DoubleNear(0.03, 1e-12), DoubleNear(0.06, 1e-12), DoubleNear(0.06, 1e-12)));
  EXPECT_THAT(holm(std::vector<double>{0.6, 0.9}), ElementsAre(1.0, 1.0));
}

TEST(Quantile, InterpolatesBetweenOrderStatistics) {
  EXPECT_EQ(quantile({4, 1, 3, 2}, 0.5), 2.5);
  EXPECT_EQ(quantile({4, 1, 3, 2}, 0.25), 1.75);
  EXPECT_EQ(quantile({4, 1, 3, 2}, 1.0), 4.0);
  EXPECT_EQ(quantile({7}, 0.3), 7.0);
}

}  // namespace
}  // namespace tuner
