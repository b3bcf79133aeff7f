#include "tuner/gp/surrogate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/gp/gp_samples.h"
#include "tuner/gp/targets.h"

namespace tuner {
namespace {

void add_rows(Surrogate& surrogate, const Eigen::MatrixXd& x, Eigen::Index from, Eigen::Index to) {
  const Eigen::VectorXd losses = smooth_values(x);
  for (Eigen::Index i = from; i < to; ++i) surrogate.add(x.row(i), losses[i]);
}

const GaussianProcess& model_of(const Surrogate& surrogate) {
  const auto model = surrogate.model();
  EXPECT_TRUE(model);
  return **model;
}

// Questions and rests in between must not change the answer: not the fits, not the factor, not one bit.
TEST(Surrogate, IsTheSameHoweverOftenItWasAskedBefore) {
  const Eigen::MatrixXd x = random_points(75, 2, 41), queries = random_points(5, 2, 42);
  Surrogate quiet(own_groups(2)), asked(own_groups(2));
  add_rows(quiet, x, 0, 75);
  for (Eigen::Index i = 0; i < 75; ++i) {
    add_rows(asked, x, i, i + 1);
    if (i % 7 == 0 || i > 60) model_of(asked);
    if (i % 11 == 0 || i > 70) asked.rest();
  }
  const Posterior a = model_of(quiet).predict(queries), b = model_of(asked).predict(queries);
  EXPECT_EQ(a.mean, b.mean);
  EXPECT_EQ(a.variance, b.variance);
}

// Also where the process has only some of them.
TEST(Surrogate, HasTheMeansOfAllObservationsInTheirOrder) {
  for (const Eigen::Index count : {30, 1100}) {
    const Eigen::MatrixXd x = random_points(count, 2, 46);
    Surrogate surrogate(own_groups(2));
    add_rows(surrogate, x, 0, count);
    const auto means = surrogate.means();
    ASSERT_TRUE(means);
    EXPECT_LT((*means - model_of(surrogate).means(x)).cwiseAbs().maxCoeff(), 1e-8) << count;
  }
}

// So many that the process has only some of them, chosen anew between two fits.
TEST(Surrogate, OfManyObservationsIsBoundedAndTheSameHoweverOftenItWasAsked) {
  constexpr Eigen::Index kCount = 1300;
  const Eigen::MatrixXd x = random_points(kCount, 2, 43), queries = random_points(5, 2, 44);
  Surrogate quiet(own_groups(2)), asked(own_groups(2));
  add_rows(quiet, x, 0, kCount);
  add_rows(asked, x, 0, 750);
  for (Eigen::Index i = 750; i < kCount; ++i) {
    add_rows(asked, x, i, i + 1);
    if (i % 37 != 0 && i < 1290) continue;
    EXPECT_LE(model_of(asked).observed(), i < 768 + 63 ? i + 1 : 575);
    if (i % 5 == 0) asked.rest();
  }
  const Posterior a = model_of(quiet).predict(queries), b = model_of(asked).predict(queries);
  EXPECT_EQ(a.mean, b.mean);
  EXPECT_EQ(a.variance, b.variance);
  EXPECT_LT((a.mean - model_of(quiet).outline(queries, kLeadingRows).mean).norm(), 1e-6);
}

TEST(Surrogate, RanksObservationsByTheirPosteriorMean) {
  Surrogate surrogate(own_groups(1));
  const Eigen::MatrixXd x = Eigen::VectorXd::LinSpaced(21, 0.0, 1.0);
  for (Eigen::Index i = 0; i < 21; ++i) surrogate.add(x.row(i), std::pow(x(i, 0) - 0.3, 2));
  EXPECT_EQ(surrogate.ranked(1), std::vector<Eigen::Index>{6});
  EXPECT_EQ(surrogate.ranked(100).size(), 21U);
}

// Hundreds of rows that are the same, and some that are not: below 768 the process has them all.
TEST(Surrogate, OfHundredsOfResultsAtOnePointNeedsNoJitterAndKnowsTheirAverage) {
  constexpr Eigen::Index kSame = 740;
  const Eigen::MatrixXd others = random_points(20, 2, 45);
  const Eigen::Vector2d point(0.4, 0.7);
  std::vector<double> losses;
  Surrogate surrogate(own_groups(2));
  const auto add = [&](const Eigen::VectorXd& row, double loss) {
    surrogate.add(row, loss);
    losses.push_back(loss);
  };
  for (Eigen::Index i = 0; i < kSame; ++i) add(point, std::sin(static_cast<double>(i)));
  for (Eigen::Index i = 0; i < others.rows(); ++i) add(others.row(i), 3.0 * others(i, 0));
  const GaussianProcess& model = model_of(surrogate);
  EXPECT_EQ(model.observed(), 760);
  EXPECT_EQ(model.jitter(), 0.0);
  const double average = standardise_losses(losses).head(kSame).mean();
  const Posterior at_point = model.predict(point.transpose());
  EXPECT_NEAR(at_point.mean[0], average, 0.05);
  EXPECT_LT(at_point.variance[0], 1.5 * model.parameters().noise_variance / kSame);
  EXPECT_TRUE(model.predict(others).variance.allFinite());
}

TEST(Surrogate, OfManyMoreResultsAtOnePointIsBounded) {
  Surrogate surrogate(own_groups(2));
  for (int i = 0; i < 1500; ++i) surrogate.add(Eigen::Vector2d(0.4, 0.7), i % 2);
  const GaussianProcess& model = model_of(surrogate);
  EXPECT_LE(model.observed(), 575);
  EXPECT_EQ(model.jitter(), 0.0);
  EXPECT_TRUE(model.predict(random_points(10, 2, 46)).mean.allFinite());
}

TEST(Surrogate, OfResultsOnALineNeedsNoJitterAndIsLessSureBesideIt) {
  Surrogate surrogate(own_groups(3));
  for (int i = 0; i < 300; ++i) {
    const double u = (i + 0.5) / 300.0;
    surrogate.add(Eigen::VectorXd::Constant(3, u), std::abs(u - 0.3));
  }
  const GaussianProcess& model = model_of(surrogate);
  EXPECT_EQ(model.jitter(), 0.0);
  const Eigen::RowVector3d on(0.5, 0.5, 0.5), beside(0.5, 0.9, 0.1);
  EXPECT_GT(model.predict(beside).variance[0], 10.0 * model.predict(on).variance[0]);
}

TEST(Surrogate, OfLossesOfEveryMagnitudeStillOrdersThem) {
  constexpr double kLosses[] = {-1e300, -1.0, -1e-300, 0.0, 1e-300, 1.0, 1e300};
  Surrogate surrogate(own_groups(1));
  for (int i = 0; i < 70; ++i) {
    surrogate.add(Eigen::VectorXd::Constant(1, (i + 0.5) / 70.0), kLosses[i / 10]);
  }
  const Eigen::VectorXd means = model_of(surrogate).predict(Eigen::Vector3d(0.05, 0.5, 0.95)).mean;
  EXPECT_LT(means[0], means[1] - 1.0);
  EXPECT_LT(means[1], means[2] - 1.0);
}

TEST(Surrogate, HasNothingToSayBeforeTheFirstObservation) {
  EXPECT_TRUE(Surrogate(own_groups(1)).ranked(3).empty());
}

// Noise around 0, and k lower losses at one place.
TEST(Surrogate, RanksByWhatRepetitionsAverageTo) {
  for (const Eigen::Index k : {1, 6}) {
    Surrogate surrogate(own_groups(2));
    Rng rng = Rng::for_trial(9, TrialId{1}, "repeated");
    const Eigen::MatrixXd x = random_points(61, 2, 51);
    std::vector<double> losses;
    for (Eigen::Index i = 0; i < 60 + k; ++i) {
      losses.push_back(0.5 * rng.normal() - (i < k ? 1.0 : 0.0));
      surrogate.add(x.row(std::max<Eigen::Index>(i - k + 1, 0)), losses.back());
    }
    const Eigen::VectorXd z = standardise_losses(losses), means = surrogate.means().value();
    Eigen::VectorXd expected = 0.5 * (z + means);
    const double share = static_cast<double>(k) / static_cast<double>(k + 1);
    expected.head(k).setConstant(means[0] + share * (z.head(k).mean() - means[0]));
    const std::vector<Eigen::Index> ranked = surrogate.ranked_by_repetition();
    ASSERT_EQ(ranked.size(), losses.size());
    for (std::size_t i = 1; i < ranked.size(); ++i)
      EXPECT_LE(expected[ranked[i - 1]], expected[ranked[i]] + 1e-9);
  }
}

// Beyond 768 observations the process has not all of them, and those at a row with much luck rather the best.
TEST(Surrogate, RanksEveryObservationAndNotByTheLuckyOnesAlone) {
  Surrogate surrogate(own_groups(1));
  Rng rng = Rng::for_trial(5, TrialId{1}, "lucky");
  for (int i = 0; i < 600; ++i) {
    surrogate.add(Eigen::VectorXd::Constant(1, 0.2), rng.normal());
    surrogate.add(Eigen::VectorXd::Constant(1, 0.8), -0.2 + 0.1 * rng.normal());
  }
  const std::vector<Eigen::Index> ranked = surrogate.ranked_by_repetition();
  EXPECT_EQ(ranked.size(), 1200u);
  EXPECT_EQ(ranked.front(), 1);  // the first at 0.8
}

TEST(Surrogate, WithoutAPartIsFittedToTheOthersOnTheSameScale) {
  Surrogate surrogate(own_groups(1));
  const Eigen::MatrixXd x = Eigen::VectorXd::LinSpaced(20, 0.0, 1.0);
  for (Eigen::Index i = 0; i < 20; ++i) surrogate.add(x.row(i), 1.0 + x(i, 0));
  const auto part = surrogate.without(3, 8);
  ASSERT_TRUE(part);
  EXPECT_EQ(part->observed(), 17);  // rows 3, 11 and 19 are missing
  const Eigen::VectorXd all = model_of(surrogate).means(x), rest = part->means(x);
  EXPECT_LT((all - rest).cwiseAbs().maxCoeff(), 0.3);
}

}  // namespace
}  // namespace tuner
