#include "strategies/level_margin.h"

#include <gtest/gtest.h>

#include <cmath>

#include "strategies/category_weights.h"
#include "tuner/base/rng.h"
#include "tuner/gp/normal.h"

namespace tuner {
namespace {

double below(const CoordinateNormal& normal, double edge) {
  return normal_cdf((edge - normal.mean) / normal.deviation);
}

TEST(LevelMargin, KeepsBothNeighboursPossible) {
  Rng rng = Rng::for_trial(1, TrialId{1}, "margin");
  for (int i = 0; i < 2000; ++i) {
    const Bin bin{0.1 + 0.3 * rng.uniform(), 0.5 + 0.3 * rng.uniform()};
    const double alpha = 0.001 + 0.2 * rng.uniform();
    const CoordinateNormal normal{bin.low + rng.uniform() * bin.width(),
                                  std::exp(-12.0 * rng.uniform())};
    const CoordinateNormal kept = with_margin(normal, bin, alpha);
    EXPECT_GE(below(kept, bin.low), alpha / 2 - 1e-12);
    EXPECT_GE(1.0 - below(kept, bin.high), alpha / 2 - 1e-12);
    EXPECT_GE(kept.mean, bin.low);
    EXPECT_LE(kept.mean, bin.high);
  }
}

TEST(LevelMargin, ChangesNothingThatIsWideEnough) {
  const CoordinateNormal wide{0.45, 0.3};
  const CoordinateNormal kept = with_margin(wide, {0.4, 0.5}, 0.05);
  EXPECT_EQ(kept.mean, wide.mean);
  EXPECT_EQ(kept.deviation, wide.deviation);
  const CoordinateNormal only = with_margin({0.2, 1e-9}, Bin{}, 0.05);
  EXPECT_EQ(only.mean, 0.2);
}

TEST(LevelMargin, MovesTheMeanOfTheOuterBinsAlone) {
  const CoordinateNormal first = with_margin({0.01, 0.02}, {0.0, 0.25}, 0.1);
  EXPECT_NEAR(1.0 - below(first, 0.25), 0.1, 1e-12);
  EXPECT_EQ(first.deviation, 0.02);
  const CoordinateNormal last = with_margin({1.7, 0.02}, {0.75, 1.0}, 0.1);
  EXPECT_NEAR(below(last, 0.75), 0.1, 1e-12);
}

TEST(CategoryWeights, MoveTowardsTheValuesOfTheBestAndStayAboveTheFloor) {
  CategoryWeights weights(4, 0.01);
  weights.update(Eigen::Vector2i(2, 0), Eigen::Vector2d(0.75, 0.25), 0.2);
  EXPECT_TRUE(weights.probabilities().isApprox(Eigen::Vector4d(0.25, 0.2, 0.35, 0.2), 1e-12));
  for (int i = 0; i < 200; ++i)
    weights.update(Eigen::Vector2i(2, 2), Eigen::Vector2d(0.5, 0.5), 0.2);
  EXPECT_TRUE(weights.probabilities().isApprox(Eigen::Vector4d(0.01, 0.01, 0.97, 0.01), 1e-9));
}

TEST(CategoryWeights, DrawByTheCumulativeDistribution) {
  CategoryWeights weights(3, 0.0);
  weights.update(Eigen::VectorXi::Constant(1, 1), Eigen::VectorXd::Ones(1), 0.4);  // 0.2 0.6 0.2
  EXPECT_EQ(weights.draw(0.0), 0);
  EXPECT_EQ(weights.draw(0.19), 0);
  EXPECT_EQ(weights.draw(0.21), 1);
  EXPECT_EQ(weights.draw(0.79), 1);
  EXPECT_EQ(weights.draw(0.81), 2);
  EXPECT_EQ(weights.draw(1.0), 2);
}

}  // namespace
}  // namespace tuner
