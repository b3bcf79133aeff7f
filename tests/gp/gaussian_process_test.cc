#include "tuner/gp/gaussian_process.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/gp/gp_samples.h"

namespace tuner {
namespace {

constexpr Eigen::Index kColumns = 3;

GaussianProcess condition(const Eigen::MatrixXd& x,
                          const GpParameters& parameters = usual_parameters(kColumns)) {
  auto process = GaussianProcess::create(parameters, own_groups(x.cols()), x, smooth_values(x));
  EXPECT_TRUE(process) << (process ? "" : process.error().message);
  return *process;
}

void expect_same(const Posterior& a, const Posterior& b, double tolerance) {
  EXPECT_LT((a.mean - b.mean).cwiseAbs().maxCoeff(), tolerance);
  EXPECT_LT((a.variance - b.variance).cwiseAbs().maxCoeff(), tolerance);
}

TEST(GaussianProcess, GrowingByRowsIsTheSameAsStartingWithAll) {
  const Eigen::MatrixXd x = random_points(40, kColumns, 1),
                        queries = random_points(15, kColumns, 2);
  GaussianProcess grown = condition(x.topRows(25));
  grown.append(x.middleRows(25, 10), smooth_values(x.topRows(35)));
  grown.append(x.bottomRows(5), smooth_values(x));
  EXPECT_EQ(grown.observed(), 40);
  expect_same(grown.predict(queries), condition(x).predict(queries), 1e-9);
}

// The grouping of rows must not change one bit: a restarted process appends them all at once.
TEST(GaussianProcess, GrowingByOneOrByManyGivesTheSameBits) {
  const Eigen::MatrixXd x = random_points(50, kColumns, 3), queries = random_points(9, kColumns, 4);
  GaussianProcess at_once = condition(x.topRows(7)), one_by_one = condition(x.topRows(7));
  at_once.append(x.bottomRows(43), smooth_values(x));
  for (Eigen::Index i = 7; i < 50; ++i)
    one_by_one.append(x.row(i), smooth_values(x.topRows(i + 1)));
  const Posterior a = at_once.predict(queries), b = one_by_one.predict(queries);
  EXPECT_EQ(a.mean, b.mean);
  EXPECT_EQ(a.variance, b.variance);
  EXPECT_EQ(at_once.at(queries.row(0)).mean, one_by_one.at(queries.row(0)).mean);
}

TEST(GaussianProcess, DoesNotDependOnTheOrderOfTheRows) {
  const Eigen::MatrixXd x = random_points(30, kColumns, 5),
                        queries = random_points(10, kColumns, 6);
  expect_same(
      condition(x).predict(queries), condition(x.colwise().reverse()).predict(queries), 1e-9);
}

// r equal rows are exactly one row with their average and noise σ_n²/r: nothing is gained by merging them.
TEST(GaussianProcess, EqualRowsAreWorthOneWithTheirAverageAndAShareOfTheNoise) {
  GpParameters parameters = usual_parameters(kColumns);
  const Eigen::MatrixXd row = random_points(1, kColumns, 21),
                        queries = random_points(9, kColumns, 22);
  const Eigen::VectorXd z = random_points(1000, 1, 23);
  const auto all =
      GaussianProcess::create(parameters, own_groups(kColumns), row.replicate(z.size(), 1), z);
  parameters.noise_variance /= static_cast<double>(z.size());
  const auto merged = GaussianProcess::create(
      parameters, own_groups(kColumns), row, Eigen::VectorXd::Constant(1, z.mean()));
  ASSERT_TRUE(all && merged);
  expect_same(all->predict(queries), merged->predict(queries), 1e-9);
  expect_same(all->predict(row), merged->predict(row), 1e-9);
}

TEST(GaussianProcess, PredictsObservationsWithoutNoise) {
  GpParameters parameters = usual_parameters(kColumns);
  parameters.noise_variance = 1e-6;
  const Eigen::MatrixXd x = random_points(20, kColumns, 7);
  const Posterior posterior = condition(x, parameters).predict(x);
  EXPECT_LT((posterior.mean - smooth_values(x)).cwiseAbs().maxCoeff(), 1e-3);
  EXPECT_LT(posterior.variance.maxCoeff(), 2e-6);
}

TEST(GaussianProcess, AnOutlineHasTheMeansAndNoSmallerVariances) {
  const Eigen::MatrixXd x = random_points(60, kColumns, 21);
  const Eigen::MatrixXd queries = random_points(200, kColumns, 22);
  const GaussianProcess process = condition(x).with_pending(random_points(5, kColumns, 23));
  const Posterior exact = process.predict(queries);
  for (const Eigen::Index leading : {0, 1, 20, 60}) {
    const Posterior outline = process.outline(queries, leading);
    EXPECT_LT((outline.mean - exact.mean).cwiseAbs().maxCoeff(), 1e-9);
    EXPECT_GT((outline.variance - exact.variance).minCoeff(), -1e-9) << leading;
  }
  const auto all = condition(x);
  expect_same(all.outline(queries, 60), all.predict(queries), 1e-9);
  EXPECT_LT(process.outline(queries, 20).variance.sum(),
            process.outline(queries, 5).variance.sum());
}

// Rows that do not lead are not forgotten where a query is beside one of them.
TEST(GaussianProcess, AnOutlineKnowsTheNearestRow) {
  const Eigen::MatrixXd x = random_points(60, kColumns, 24),
                        places = random_points(3, kColumns, 25);
  const GaussianProcess process = condition(x).with_pending(places);
  EXPECT_LT(process.outline(x, 1).variance.maxCoeff(), 3e-3);
  EXPECT_LT(process.outline(places, 1).variance.maxCoeff(), 1e-5);
}

TEST(GaussianProcess, KnowsOnlyThePriorFarAway) {
  const GaussianProcess process = condition(random_points(20, kColumns, 8));
  const Posterior far = process.predict(Eigen::MatrixXd::Constant(1, kColumns, 200.0));
  EXPECT_NEAR(far.mean[0], process.parameters().mean, 1e-9);
  EXPECT_NEAR(far.variance[0], process.parameters().signal_variance, 1e-9);
}

TEST(GaussianProcess, ShortcutsForMeansAgreeWithPredictions) {
  const Eigen::MatrixXd x = random_points(25, kColumns, 9),
                        running = random_points(4, kColumns, 10);
  const GaussianProcess process = condition(x).with_pending(running);
  EXPECT_LT((process.observed_means() - process.predict(x).mean).cwiseAbs().maxCoeff(), 1e-9);
  EXPECT_LT((process.pending_means() - process.predict(running).mean).cwiseAbs().maxCoeff(), 1e-9);
}

TEST(GaussianProcess, PendingPointsShrinkTheVarianceAndKeepTheMean) {
  const GaussianProcess process = condition(random_points(15, kColumns, 11));
  const Eigen::MatrixXd running = random_points(3, kColumns, 12),
                        queries = random_points(20, kColumns, 13);
  const GaussianProcess informed = process.with_pending(running);
  EXPECT_EQ(informed.pending(), 3);
  EXPECT_EQ(process.pending(), 0);
  const Posterior before = process.predict(queries), after = informed.predict(queries);
  EXPECT_LT((before.mean - after.mean).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_TRUE((after.variance.array() < before.variance.array()).all());
  EXPECT_LT(informed.predict(running).variance.maxCoeff(), 1e-5);
}

TEST(GaussianProcess, TheSmallestMeanIsThatOfObservedAndPendingRows) {
  const GaussianProcess without = condition(random_points(20, kColumns, 1));
  const GaussianProcess with = without.with_pending(random_points(200, kColumns, 2));
  ASSERT_LT(with.pending_means().minCoeff(), without.observed_means().minCoeff());
  EXPECT_DOUBLE_EQ(without.smallest_mean(), without.observed_means().minCoeff());
  EXPECT_DOUBLE_EQ(with.smallest_mean(), with.pending_means().minCoeff());
}

TEST(GaussianProcess, OnePointAndManyPointsAgree) {
  const GaussianProcess process =
      condition(random_points(20, kColumns, 14)).with_pending(random_points(2, kColumns, 15));
  const Eigen::MatrixXd queries = random_points(5, kColumns, 16);
  const Posterior block = process.predict(queries);
  for (Eigen::Index i = 0; i < 5; ++i) {
    const PointPosterior point = process.at(queries.row(i));
    EXPECT_NEAR(point.mean, block.mean[i], 1e-12);
    EXPECT_NEAR(point.variance, block.variance[i], 1e-12);
  }
}

TEST(GaussianProcess, GradientAgreesWithCentralDifferences) {
  const ColumnGroups groups{0, 1, 1};
  const Eigen::MatrixXd x = random_points(20, kColumns, 17);
  auto process = GaussianProcess::create(usual_parameters(2), groups, x, smooth_values(x));
  ASSERT_TRUE(process);
  const GaussianProcess informed = process->with_pending(random_points(2, kColumns, 18));
  const auto score = [&](const Eigen::VectorXd& at) {
    const PointPosterior point = informed.at(at);
    return 0.7 * point.mean * point.mean - 2.0 * std::log(point.variance);
  };
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const Eigen::VectorXd at = random_points(1, kColumns, 100 + seed).row(0);
    const PointPosterior point = informed.at(at);
    const Eigen::VectorXd gradient =
        informed.gradient(point, 1.4 * point.mean, -2.0 / point.variance);
    const Eigen::VectorXd expected = numerical_gradient(score, at, 1e-6);
    EXPECT_LT((gradient - expected).cwiseAbs().maxCoeff(), 1e-6 * expected.cwiseAbs().maxCoeff())
        << seed;
  }
}

TEST(GaussianProcess, DuplicatesWithoutNoiseNeedJitterAndGetIt) {
  GpParameters parameters = usual_parameters(kColumns);
  parameters.noise_variance = 0.0;
  Eigen::MatrixXd x = random_points(12, kColumns, 19);
  x.bottomRows(6) = x.topRows(6);
  const GaussianProcess process = condition(x, parameters);
  EXPECT_GT(process.jitter(), 0.0);
  EXPECT_TRUE(process.predict(random_points(5, kColumns, 20)).mean.allFinite());
}

TEST(GaussianProcess, AppendingRowsThatAreKnownExactlyStaysFinite) {
  GpParameters parameters = usual_parameters(kColumns);
  parameters.noise_variance = 0.0;
  const Eigen::MatrixXd x = random_points(12, kColumns, 22);
  GaussianProcess process = condition(x, parameters);
  process.append(x, smooth_values(x).replicate(2, 1));
  EXPECT_TRUE(process.predict(random_points(5, kColumns, 23)).mean.allFinite());
}

TEST(GaussianProcess, HundredsOfEqualRowsStayFinite) {
  GpParameters parameters = usual_parameters(1);
  parameters.noise_variance = 1e-6;
  GaussianProcess process = condition(Eigen::MatrixXd::Constant(100, 1, 0.25), parameters);
  process.append(Eigen::MatrixXd::Constant(100, 1, 0.25),
                 Eigen::VectorXd::LinSpaced(200, 0.0, 1.0));
  const PointPosterior point = process.at(Eigen::VectorXd::Constant(1, 0.25));
  EXPECT_NEAR(point.mean, 0.5, 1e-3);
  EXPECT_GT(point.variance, 0.0);
  EXPECT_TRUE(process.gradient(point, 1.0, 1.0).allFinite());
}

TEST(GaussianProcess, RefusesWhatIsNotFinite) {
  const Eigen::MatrixXd x = random_points(3, kColumns, 21);
  Eigen::VectorXd z = smooth_values(x);
  z[1] = std::nan("");
  const auto process =
      GaussianProcess::create(usual_parameters(kColumns), own_groups(kColumns), x, z);
  ASSERT_FALSE(process);
  EXPECT_EQ(process.error().code, ErrorCode::kNumerical);
}

TEST(GaussianProcess, WorksWithoutAnyColumn) {
  const GpParameters parameters{Eigen::VectorXd(0), 1.0, 1.0, 0.0};
  const auto process = GaussianProcess::create(
      parameters, {}, Eigen::MatrixXd(2, 0), Eigen::VectorXd::Constant(2, 3.0));
  ASSERT_TRUE(process);
  // K = 1 1ᵀ + I: the mean is 2/3 of the common value.
  EXPECT_NEAR(process->predict(Eigen::MatrixXd(1, 0)).mean[0], 2.0, 1e-12);
}

TEST(GaussianProcess, MeansAloneAreThoseOfThePosterior) {
  const Eigen::MatrixXd x = random_points(30, 3, 71), queries = random_points(7, 3, 72);
  const auto process =
      GaussianProcess::create(usual_parameters(3), own_groups(3), x, smooth_values(x));
  ASSERT_TRUE(process);
  EXPECT_LT((process->means(queries) - process->predict(queries).mean).norm(), 1e-12);
  const GaussianProcess pending = process->with_pending(queries);
  EXPECT_LT((pending.means(x) - process->predict(x).mean).norm(), 1e-12);
}

// The average of two points that are far apart has half the variance, of one point twice all of it.
TEST(GaussianProcess, AverageKnowsWhichErrorsAreShared) {
  GpParameters parameters = usual_parameters(1);
  parameters.length_scales[0] = 1e-4;  // for kernels with heavy tails, too
  const Eigen::MatrixXd x = Eigen::MatrixXd::Constant(1, 1, 0.5);
  const auto process =
      GaussianProcess::create(parameters, own_groups(1), x, Eigen::VectorXd::Constant(1, 2.0));
  ASSERT_TRUE(process);
  const Posterior single = process->predict(Eigen::MatrixXd::Constant(1, 1, 0.0));
  const Posterior apart = process->average(Eigen::Vector2d(0.0, 1.0));
  const Posterior twice = process->average(Eigen::Vector2d(0.0, 0.0));
  EXPECT_NEAR(apart.variance[0], 0.5 * single.variance[0], 1e-9);
  EXPECT_NEAR(twice.variance[0], single.variance[0], 1e-9);
  EXPECT_NEAR(twice.mean[0], single.mean[0], 1e-12);
}

TEST(GaussianProcess, LeavingOneOutIsAProcessOfTheOthers) {
  const Eigen::MatrixXd x = random_points(12, 2, 73);
  const Eigen::VectorXd z = smooth_values(x);
  const GpParameters parameters = usual_parameters(2);
  const auto process = GaussianProcess::create(parameters, own_groups(2), x, z);
  ASSERT_TRUE(process);
  const LeaveOneOut out = process->leave_one_out();
  for (const Eigen::Index left : {0, 5, 11}) {
    std::vector<Eigen::Index> rest;
    for (Eigen::Index i = 0; i < 12; ++i) {
      if (i != left) rest.push_back(i);
    }
    const auto others =
        GaussianProcess::create(parameters, own_groups(2), x(rest, Eigen::all), z(rest));
    ASSERT_TRUE(others);
    const Posterior expected = others->predict(x.row(left));
    EXPECT_NEAR(out.mean[left], expected.mean[0], 1e-9);
    EXPECT_NEAR(out.variance[left], expected.variance[0] + parameters.noise_variance, 1e-9);
    EXPECT_EQ(out.targets[left], z[left]);
  }
}

}  // namespace
}  // namespace tuner
