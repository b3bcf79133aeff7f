#include "strategies/front_direction.h"

#include <gtest/gtest.h>

#include <limits>

namespace tuner {
namespace {

Eigen::Index nearest(const Eigen::VectorXd& direction, const Eigen::MatrixXd& losses) {
  Eigen::Index row = 0;
  distances_along(direction, losses).minCoeff(&row);
  return row;
}

const Eigen::MatrixXd kArc{{0.0, 1.0}, {0.3, 0.6}, {0.6, 0.3}, {1.0, 0.0}};

TEST(FrontDirection, LeadsToThePointOfTheFrontThatLiesThere) {
  EXPECT_EQ(nearest(Eigen::Vector2d(0.05, 1.0), kArc), 0);
  EXPECT_EQ(nearest(Eigen::Vector2d(0.4, 0.8), kArc), 1);
  EXPECT_EQ(nearest(Eigen::Vector2d(0.8, 0.4), kArc), 2);
  EXPECT_EQ(nearest(Eigen::Vector2d(1.0, 0.05), kArc), 3);
}

TEST(FrontDirection, SeesTheShareOfTheRangeAndNoUnit) {
  Eigen::MatrixXd others = kArc;
  others.col(0) *= 1e200;
  others.col(1) = others.col(1).array() * 1e-3 - 7.0;
  const Eigen::Vector2d direction(0.6, 0.8);
  EXPECT_TRUE(distances_along(direction, others).isApprox(distances_along(direction, kArc), 1e-9));
}

TEST(FrontDirection, OfEqualDistancesTheOneThatIsBetterElsewhereIsSmaller) {
  const Eigen::MatrixXd losses{{0.0, 1.0}, {1.0, 0.0}, {0.5, 0.5}, {0.5, 0.2}};
  const Eigen::VectorXd s = distances_along(Eigen::Vector2d(0.5, 0.5), losses);
  EXPECT_LT(s[3], s[2]);
}

TEST(FrontDirection, IsFiniteWhereLossesAreEqualOrHuge) {
  const double huge = std::numeric_limits<double>::max();
  for (const Eigen::MatrixXd& losses : {Eigen::MatrixXd(Eigen::MatrixXd::Zero(1, 3)),
                                        Eigen::MatrixXd(Eigen::MatrixXd::Ones(4, 3)),
                                        Eigen::MatrixXd{{-huge, 1.0, 0.0}, {huge, 0.0, 1.0}}}) {
    EXPECT_TRUE(distances_along(Eigen::Vector3d(0.6, 0.6, 0.6), losses).allFinite());
  }
}

// The first trial is on the front when it comes, whatever it has.
TEST(FrontDirection, SeesALossWhoseFirstTrialWasFarWorseThanTheOthers) {
  Eigen::MatrixXd losses(10, 3);
  for (Eigen::Index i = 0; i < 9; ++i)
    losses.row(i) << 0.125 * static_cast<double>(i), 1.0 - 0.125 * static_cast<double>(i), 0.5;
  losses.row(9) << 2.0, 0.0, 0.5;  // as the row before but for its first loss
  const Eigen::Vector3d direction(0.6, 0.6, 0.5);
  const Eigen::VectorXd usual = distances_along(direction, losses);
  for (const double bad : {1e6, std::numeric_limits<double>::max()}) {
    Eigen::MatrixXd with = losses;
    with(0, 0) = bad;
    const Eigen::VectorXd s = distances_along(direction, with);
    EXPECT_TRUE(s.allFinite());
    EXPECT_GT(s[9] - s[8], 0.2 * (usual[9] - usual[8])) << bad;
    Eigen::Index worst = 0;
    s.maxCoeff(&worst);
    EXPECT_EQ(worst, 0) << bad;
  }
}

TEST(FrontDirection, DoesNotSeeALossThatDiffersByRoundingOnly) {
  Eigen::MatrixXd constant(4, 3);
  constant << kArc, Eigen::Vector4d::Constant(0.25);
  Eigen::MatrixXd rounded = constant;
  rounded.col(2) += Eigen::Vector4d(0.0, 3e-16, 1e-16, 2e-16);
  const Eigen::Vector3d direction(0.6, 0.8, 0.1);
  EXPECT_TRUE(
      distances_along(direction, rounded).isApprox(distances_along(direction, constant), 1e-9));
}

TEST(FrontDirection, IsDrawnOnTheSphereAndLeavesNoLossOut) {
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(5);
  for (std::uint32_t trial = 1; trial <= 400; ++trial) {
    const Eigen::VectorXd direction = draw_direction(5, Rng::for_trial(1, {trial}, "direction"));
    EXPECT_GE(direction.minCoeff(), 0.05);
    EXPECT_NEAR(direction.norm(), 1.0, 0.01);
    sum += direction;
  }
  EXPECT_LT(sum.maxCoeff(), 1.15 * sum.minCoeff()) << "all losses alike";
}

}  // namespace
}  // namespace tuner
