#include "tuner/gp/mean_function.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "tests/gp/gp_samples.h"
#include "tuner/gp/gaussian_process.h"
#include "tuner/gp/surrogate.h"

namespace tuner {
namespace {

constexpr Eigen::Index kGroupedColumns = 4;
const ColumnGroups kGroups = {0, 1, 1, 2};

GaussianProcess teacher() {
  const Eigen::MatrixXd x = random_points(25, kGroupedColumns, 71);
  return GaussianProcess::create(usual_parameters(3), kGroups, x, smooth_values(x)).value();
}

std::shared_ptr<const MeanFunction> expected() {
  return std::make_shared<const MeanFunction>(teacher().mean_function());
}

Surrogate surrogate_with(std::shared_ptr<const MeanFunction> expected) {
  return {kGroups,
          std::make_shared<RowTable>(kGroupedColumns),
          standardise_losses,
          std::move(expected)};
}

GpParameters weighted(double weight) {
  GpParameters parameters = usual_parameters(3);
  parameters.transfer = weight;
  return parameters;
}

GaussianProcess pupil(const Eigen::MatrixXd& x, const Eigen::VectorXd& z, double weight) {
  return GaussianProcess::create(weighted(weight), kGroups, x, z, expected()).value();
}

TEST(MeanFunction, IsTheMeanOfItsProcess) {
  const Eigen::MatrixXd queries = random_points(9, kGroupedColumns, 72);
  const Eigen::VectorXd means = teacher().means(queries);
  EXPECT_LT((expected()->values(queries) - means).cwiseAbs().maxCoeff(), 1e-12);
  Eigen::VectorXd gradient;
  for (Eigen::Index i = 0; i < queries.rows(); ++i) {
    EXPECT_NEAR(expected()->value(queries.row(i), gradient), means[i], 1e-12);
  }
}

TEST(MeanFunction, GradientAgreesWithCentralDifferences) {
  const auto function = expected();
  Eigen::VectorXd gradient, unused;
  const Eigen::VectorXd x = random_points(1, kGroupedColumns, 73).row(0);
  function->value(x, gradient);
  const Eigen::VectorXd numerical =
      numerical_gradient([&](const Eigen::VectorXd& at) { return function->value(at, unused); }, x);
  EXPECT_LT((gradient - numerical).cwiseAbs().maxCoeff(), 1e-7);
}

// A process with ρ g in its mean is one without, of what ρ g leaves.
TEST(GaussianProcessWithExpectation, IsTheProcessOfTheRestPlusWhatIsExpected) {
  const Eigen::MatrixXd x = random_points(12, kGroupedColumns, 74),
                        queries = random_points(7, kGroupedColumns, 75),
                        running = random_points(3, kGroupedColumns, 76);
  const Eigen::VectorXd z = smooth_values(x), g = expected()->values(x);
  const double weight = 0.8;
  const GaussianProcess process = pupil(x, z, weight);
  const GaussianProcess rest =
      GaussianProcess::create(usual_parameters(3), kGroups, x, z - weight * g).value();
  const Eigen::VectorXd added = weight * expected()->values(queries);
  const Posterior posterior = process.predict(queries), of_rest = rest.predict(queries);
  EXPECT_LT((posterior.mean - of_rest.mean - added).norm(), 1e-10);
  EXPECT_EQ(posterior.variance, of_rest.variance);
  EXPECT_LT((process.outline(queries, 5).mean - posterior.mean).norm(), 1e-10);
  EXPECT_LT((process.means(queries) - posterior.mean).norm(), 1e-10);
  EXPECT_NEAR(process.average(queries).mean[0], posterior.mean.mean(), 1e-10);
  EXPECT_LT((process.observed_means() - process.means(x)).norm(), 1e-8);
  const GaussianProcess extended = process.with_pending(running);
  EXPECT_LT((extended.pending_means() - process.means(running)).norm(), 1e-10);
}

TEST(GaussianProcessWithExpectation, GrownByRowsIsTheOneMadeOfAllRows) {
  const Eigen::MatrixXd x = random_points(12, kGroupedColumns, 77),
                        queries = random_points(5, kGroupedColumns, 78);
  const Eigen::VectorXd z = smooth_values(x);
  GaussianProcess grown = pupil(x.topRows(8), z.head(8), 0.5);
  grown.append(x.bottomRows(4), z);
  EXPECT_LT((grown.means(queries) - pupil(x, z, 0.5).means(queries)).norm(), 1e-9);
}

TEST(GaussianProcessWithExpectation, GradientAgreesWithCentralDifferences) {
  const Eigen::MatrixXd x = random_points(12, kGroupedColumns, 79);
  const GaussianProcess process =
      pupil(x, smooth_values(x), 0.8).with_pending(random_points(2, kGroupedColumns, 80));
  const Eigen::VectorXd at = random_points(1, kGroupedColumns, 81).row(0);
  const auto score = [&](const Eigen::VectorXd& point) {
    const PointPosterior posterior = process.at(point);
    return 1.5 * posterior.mean - 0.7 * posterior.variance;
  };
  const Eigen::VectorXd gradient = process.gradient(process.at(at), 1.5, -0.7);
  EXPECT_LT((gradient - numerical_gradient(score, at)).cwiseAbs().maxCoeff(), 1e-6);
  EXPECT_NEAR(process.at(at).mean, process.predict(at.transpose()).mean[0], 1e-10);
}

TEST(SurrogateWithExpectation, FollowsItWhereNothingWasTried) {
  const Eigen::MatrixXd x = random_points(8, kGroupedColumns, 82);
  Surrogate taught = surrogate_with(expected()), alone(kGroups);
  const Eigen::VectorXd losses = smooth_values(x);
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    taught.add(x.row(i), losses[i]);
    alone.add(x.row(i), losses[i]);
  }
  const Eigen::MatrixXd queries = random_points(60, kGroupedColumns, 83);
  const auto distance = [&](const Surrogate& surrogate) {
    Eigen::VectorXd error = (*surrogate.model())->means(queries) - smooth_values(queries);
    error.array() -= error.mean();
    return error.norm();
  };
  EXPECT_LT(distance(taught), 0.8 * distance(alone));
}

// As for a surrogate without: not one bit, however often it was asked.
TEST(SurrogateWithExpectation, IsTheSameHoweverOftenItWasAskedBefore) {
  const Eigen::MatrixXd x = random_points(75, kGroupedColumns, 84),
                        queries = random_points(5, kGroupedColumns, 85);
  const Eigen::VectorXd losses = smooth_values(x);
  Surrogate quiet = surrogate_with(expected()), asked = surrogate_with(expected());
  for (Eigen::Index i = 0; i < 75; ++i) {
    quiet.add(x.row(i), losses[i]);
    asked.add(x.row(i), losses[i]);
    const bool now = i % 7 == 0 || i > 60;
    EXPECT_TRUE(!now || asked.model());
  }
  EXPECT_EQ((*quiet.model())->predict(queries).mean, (*asked.model())->predict(queries).mean);
}

}  // namespace
}  // namespace tuner
