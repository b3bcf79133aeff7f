#include "tuner/gp/targets.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace tuner {
namespace {

Eigen::VectorXd standardise(const std::vector<double>& losses) {
  return standardise_losses(losses);
}

TEST(Targets, HaveMeanZeroAndVarianceOne) {
  const Eigen::VectorXd z = standardise({3.0, 1.0, 4.0, 1.5, 5.0, 9.0});
  EXPECT_NEAR(z.mean(), 0.0, 1e-15);
  EXPECT_NEAR(z.squaredNorm() / 6.0, 1.0, 1e-14);
}

// Best 0, median 1: everything above 3.5 is the same.
TEST(Targets, CutTheBadSideOnly) {
  const Eigen::VectorXd z = standardise({0.0, 0.5, 1.0, 3.5, 1000.0});
  EXPECT_EQ(z[3], z[4]);
  EXPECT_LT(z[2], z[3]);
  const Eigen::VectorXd good = standardise({-1000.0, 0.5, 1.0, 1.5, 2.0});
  EXPECT_LT(good[0], -1.9);
  EXPECT_LT(good[3], good[4]);
}

TEST(Targets, DoNotCutFewerThanFiveLosses) {
  const Eigen::VectorXd z = standardise({0.0, 0.5, 1.0, 1000.0});
  EXPECT_GT(z[3], z[2] + 1.0);
}

TEST(Targets, UseTheNextValueWhereHalfOfTheLossesTieWithTheBest) {
  const Eigen::VectorXd z = standardise({1.0, 1.0, 1.0, 2.0, 500.0});
  EXPECT_GT(z[3], z[0]);
  EXPECT_NEAR((z[4] - z[0]) / (z[3] - z[0]), 3.5, 1e-12);
}

TEST(Targets, AreZeroForConstants) {
  EXPECT_EQ(standardise({2.5, 2.5, 2.5}), Eigen::VectorXd::Zero(3));
  EXPECT_EQ(standardise({0.0}), Eigen::VectorXd::Zero(1));
  EXPECT_EQ(standardise({}).size(), 0);
}

TEST(Targets, AreFiniteForTheLargestAndTheSmallestDoubles) {
  const double huge = std::numeric_limits<double>::max(),
               tiny = std::numeric_limits<double>::denorm_min();
  for (const std::vector<double>& losses : {std::vector<double>{-huge, huge, 0.0, 1.0, huge, -1.0},
                                            {tiny, 2 * tiny, 0.0, 3 * tiny, tiny},
                                            {huge, 1.0}}) {
    EXPECT_TRUE(standardise(losses).allFinite());
  }
}

// A sentinel, as some programs report it where nothing came out, is one bad loss among others.
TEST(Targets, AreNotFlattenedByOneThatIsOrdersOfMagnitudeBeyondTheOthers) {
  const std::vector<double> losses = {1.0, 0.5, 0.7, 0.6, 0.9, 0.8, 3.0};
  std::vector<double> cut = losses;
  cut.back() = 50.0;
  for (const double sentinel : {1e17, 1e30, 3.4e38, 1e200, std::numeric_limits<double>::max()}) {
    std::vector<double> with = losses;
    with.back() = sentinel;
    EXPECT_TRUE(standardise(with).isApprox(standardise(cut), 1e-12)) << sentinel;
    EXPECT_NEAR(loss_scale(with).mean, loss_scale(cut).mean, 1e-12) << sentinel;
    EXPECT_NEAR(loss_scale(with).ceiling, loss_scale(cut).ceiling, 1e-12) << sentinel;
    const Eigen::VectorXd z = standardise_trade_offs(with);
    EXPECT_NEAR(z.squaredNorm() / 7.0, 1.0, 1e-12) << sentinel;
    EXPECT_GT(z[0] - z[1], 1e-3) << sentinel;
    EXPECT_EQ(z.maxCoeff(), z[6]) << sentinel;
  }
}

// Best 0, upper quartile 1: beyond 2 the logarithm counts.
TEST(Targets, OfSeveralLossesAreDrawnInAndKeepTheirOrder) {
  const std::vector<double> losses = {0.0, 0.5, 0.7, 1.0, 2.0, 1002.0};
  const Eigen::VectorXd z = standardise_trade_offs(losses);
  EXPECT_NEAR(z.mean(), 0.0, 1e-15);
  EXPECT_NEAR(z.squaredNorm() / 6.0, 1.0, 1e-14);
  EXPECT_NEAR((z[5] - z[4]) / (z[3] - z[0]), std::log(1001.0), 1e-9);
  EXPECT_NEAR((z[4] - z[3]) / (z[3] - z[0]), 1.0, 1e-9);
}

// Most trials are at the best of one loss because another was looked for there.
TEST(Targets, OfSeveralLossesAreNotHiddenWhereMostTieWithTheBest) {
  const std::vector<double> losses = {0.0, 0.0, 0.0, 0.0, 0.0, 1e-9, 1.0, 2.0};
  const Eigen::VectorXd z = standardise_trade_offs(losses);
  EXPECT_GT(z[7] - z[6], 0.05);
  EXPECT_LT(standardise(losses)[7] - standardise(losses)[6], 1e-9) << "as a ceiling does it";
}

TEST(Targets, OfSeveralLossesAreFiniteForAllDoubles) {
  const double huge = std::numeric_limits<double>::max();
  EXPECT_EQ(standardise_trade_offs({}).size(), 0);
  EXPECT_EQ(standardise_trade_offs(std::vector{2.5, 2.5}), Eigen::VectorXd::Zero(2));
  EXPECT_TRUE(standardise_trade_offs(std::vector{-huge, huge, 0.0, 1.0, huge}).allFinite());
}

TEST(Targets, OfExcessesKeepTheirOrderAndTheBoundBetweenKeptAndViolated) {
  const std::vector<double> excesses = {-1e9, -2.0, -0.1, 0.1, 3.0, 1e9};
  const Eigen::VectorXd z = standardise_excesses(excesses);
  const double bound = standardised_bound(excesses);
  for (Eigen::Index i = 0; i + 1 < z.size(); ++i) EXPECT_LT(z[i], z[i + 1]);
  EXPECT_LT(z[2], bound);
  EXPECT_GT(z[3], bound);
  EXPECT_NEAR(z.mean(), 0.0, 1e-15);
  EXPECT_NEAR(z.squaredNorm() / 6.0, 1.0, 1e-14);
}

TEST(Targets, OfExcessesDoNotCutViolations) {
  const Eigen::VectorXd z = standardise_excesses(std::vector{-1.0, -0.9, -0.8, 50.0, 100.0});
  EXPECT_GT(z[4], z[3] + 0.1);
}

TEST(Targets, OfExcessesDoNotDependOnTheirUnit) {
  const std::vector<double> excesses = {-3.0, 1.0, -0.5, 4.0};
  std::vector<double> others;
  for (const double excess : excesses) others.push_back(1024.0 * excess);
  EXPECT_EQ(standardise_excesses(excesses), standardise_excesses(others));
  EXPECT_EQ(standardised_bound(excesses), standardised_bound(others));
}

TEST(Targets, OfEqualExcessesAreZeroOnTheSideOfTheBoundWhereTheyAre) {
  for (const double excess : {-2.0, -1e-300, 3.0, 1e300}) {
    const std::vector<double> excesses(3, excess);
    EXPECT_EQ(standardise_excesses(excesses), Eigen::VectorXd::Zero(3));
    EXPECT_EQ(0.0 <= standardised_bound(excesses), excess <= 0.0);
  }
  EXPECT_EQ(standardised_bound(std::vector{0.0, 0.0}), 0.0);
  EXPECT_EQ(standardise_excesses({}).size(), 0);
}

TEST(Targets, OfExcessesAreFinite) {
  const double huge = std::numeric_limits<double>::max(),
               tiny = std::numeric_limits<double>::denorm_min();
  for (const std::vector<double>& excesses :
       {std::vector<double>{-huge, huge, 0.0}, {tiny, tiny, huge}, {0.0, 0.0, 0.0, -huge}}) {
    EXPECT_TRUE(standardise_excesses(excesses).allFinite());
    EXPECT_TRUE(std::isfinite(standardised_bound(excesses)));
  }
}

TEST(Targets, DoNotDependOnTheUnitOfTheLoss) {
  const Eigen::VectorXd z = standardise({3.0, 1.0, 4.0, 1.5, 5.0, 90.0});
  const Eigen::VectorXd scaled = standardise({3e-7, 1e-7, 4e-7, 1.5e-7, 5e-7, 90e-7});
  EXPECT_LT((z - scaled).norm(), 1e-12);
}

TEST(Targets, ScaleLeadsBackToTheLossesBelowTheCeiling) {
  const std::vector<double> losses = {-3.0, 0.5, 1.0, 1.2, 1000.0};
  const LossScale scale = loss_scale(losses);
  const Eigen::VectorXd z = standardise(losses);
  for (const Eigen::Index i : {0, 1, 2, 3}) {
    EXPECT_NEAR(scale.mean + scale.deviation * z[i], losses[static_cast<std::size_t>(i)], 1e-12);
  }
  EXPECT_NEAR(scale.mean + scale.deviation * z[4], scale.ceiling, 1e-12);
  EXPECT_NEAR(scale.ceiling, 1.0 + 2.5 * 4.0, 1e-12);  // the median of the five values is 1
}

TEST(Targets, ScaleOfConstantsHasNoDeviation) {
  EXPECT_EQ(loss_scale(std::vector<double>{2.5, 2.5}).deviation, 0.0);
  EXPECT_EQ(loss_scale(std::vector<double>{2.5, 2.5}).mean, 2.5);
  EXPECT_EQ(loss_scale({}).deviation, 0.0);
}

}  // namespace
}  // namespace tuner
