#include "strategies/parzen.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "strategies/configuration_list.h"
#include "tests/strategies/model_spaces.h"
#include "tuner/gp/normal.h"

namespace tuner {
namespace {

Eigen::MatrixXd drawn_points(const ParzenSpace& space, Eigen::Index count) {
  Rng rng = Rng::for_trial(11, TrialId{1}, "parzen");
  Eigen::MatrixXd points(count, space.dimension());
  for (Eigen::Index i = 0; i < count; ++i) {
    Eigen::VectorXd u(space.dimension());
    for (double& x : u) x = rng.uniform() * rng.uniform();
    points.row(i) = space.point(u);
  }
  return points;
}

// The midpoint rule on the first coordinate.
double integral(const ParzenMixture& mixture, Eigen::VectorXd query, Eigen::Index j = 0) {
  constexpr Eigen::Index kCells = 2000;
  Eigen::MatrixXd queries = query.transpose().replicate(kCells, 1);
  for (Eigen::Index i = 0; i < kCells; ++i) {
    queries(i, j) = (static_cast<double>(i) + 0.5) / static_cast<double>(kCells);
  }
  return mixture.log_density(queries).exp().mean();
}

double sum_over_all(const ParzenSpace& space, const ParzenMixture& mixture) {
  const ConfigurationList all(space.encoding().space());
  Eigen::MatrixXd queries(static_cast<Eigen::Index>(all.size()), space.dimension());
  for (Eigen::Index i = 0; i < queries.rows(); ++i) {
    const Configuration configuration = all.at(static_cast<std::uint64_t>(i));
    queries.row(i) = space.point(space.encoding().encode(configuration));
  }
  return mixture.log_density(queries).exp().sum();
}

TEST(ParzenMixture, WithoutObservationsIsUniform) {
  const ParzenSpace space(mixed_space());
  const ParzenMixture mixture(space, Eigen::MatrixXd(0, space.dimension()));
  const Eigen::ArrayXd logs = mixture.log_density(drawn_points(space, 5));
  // 3 categories, 5 layers, 9 widths; units are many levels whose bins have different widths.
  const Eigen::VectorXd point = drawn_points(space, 1).row(0);
  EXPECT_NEAR(logs[0], -std::log(3.0 * 5.0 * 9.0) + std::log(space.bin_width(4, point[4])), 1e-9);
}

TEST(ParzenMixture, OneObservationIsATruncatedNormalAndTheUniformDensity) {
  const ParzenSpace space(box(1));
  const ParzenMixture mixture(space, Eigen::MatrixXd::Constant(1, 1, 0.1));
  const double sigma = 0.7 * std::sqrt(1.0 / 24.0) * std::pow(2.0, -1.0 / 5.0);
  EXPECT_NEAR(mixture.deviation(0), sigma, 1e-12);
  const double z = (0.3 - 0.1) / sigma;
  const double mass = normal_cdf(0.9 / sigma) - normal_cdf(-0.1 / sigma);
  EXPECT_NEAR(std::exp(mixture.log_density(Eigen::MatrixXd::Constant(1, 1, 0.3))[0]),
              0.5 + 0.5 * normal_pdf(z) / (sigma * mass),
              2e-6);
}

TEST(ParzenMixture, IntegratesToOneOverANumber) {
  const ParzenSpace space(box(1));
  for (const Eigen::Index count : {1, 2, 25, 700}) {
    const ParzenMixture mixture(space, drawn_points(space, count));
    EXPECT_NEAR(integral(mixture, Eigen::VectorXd::Zero(1)), 1.0, 1e-5) << count;
  }
}

TEST(ParzenMixture, SumsToOneOverFewLevelsAndCategories) {
  const ParzenSpace space(
      space_of({{"a", Categorical{{text("x"), text("y"), text("z")}}},
                {"k", Integer{1, 20, Scale::kLog}},
                {"n", Integer{1, 7}, {{"a", {text("x"), text("z")}}}},
                {"s", Continuous{0.0, 1.0, Scale::kLinear, 0.25}, {{"n", {std::int64_t{2}}}}}}));
  for (const Eigen::Index count : {1, 10, 300}) {
    const ParzenMixture mixture(space, drawn_points(space, count));
    EXPECT_NEAR(sum_over_all(space, mixture), 1.0, 1e-5) << count;
  }
}

// Of many levels the mass is that of a density in the middle of the bin: exact to second order, which
// the widest bins of a logarithmic range feel.
TEST(ParzenMixture, SumsToAboutOneOverManyLevels) {
  for (const Domain& domain : {Domain(Integer{1, 200}), Domain(Integer{1, 200, Scale::kLog})}) {
    const ParzenSpace space(space_of({{"n", domain}}));
    for (const Eigen::Index count : {1, 25, 500}) {
      const ParzenMixture mixture(space, drawn_points(space, count));
      EXPECT_NEAR(sum_over_all(space, mixture), 1.0, 0.1) << count;
    }
  }
}

// One number in one branch and another number in the other: the two branches share the mass.
TEST(ParzenMixture, IntegratesToOneOverTheBranchesOfAConditionalSpace) {
  const ParzenSpace space(space_of({{"branch", Categorical{{text("l"), text("r")}}},
                                    {"x", Continuous{0.0, 1.0}, {{"branch", {text("l")}}}},
                                    {"y", Continuous{0.0, 1.0}, {{"branch", {text("r")}}}}}));
  const ParzenMixture mixture(space, drawn_points(space, 30));
  const double left = integral(mixture, Eigen::Vector3d(0.0, 0.0, ParzenSpace::kInactive), 1);
  const double right = integral(mixture, Eigen::Vector3d(1.0, ParzenSpace::kInactive, 0.0), 2);
  EXPECT_NEAR(left + right, 1.0, 1e-5);
}

TEST(ParzenMixture, AnObservationSaysNothingAboutWhatItDoesNotHave) {
  const ParzenSpace space(space_of({{"branch", Categorical{{text("l"), text("r")}}},
                                    {"x", Continuous{0.0, 1.0}, {{"branch", {text("l")}}}}}));
  Eigen::MatrixXd observations(1, 2), queries(2, 2);
  observations << 1.0, ParzenSpace::kInactive;
  queries << 0.0, 0.1, 0.0, 0.9;
  const Eigen::ArrayXd logs = ParzenMixture(space, observations).log_density(queries);
  EXPECT_EQ(logs[0], logs[1]);
  // The uniform kernel gives ½, the other (1/2)/(1 + 1) for a category that it does not have.
  EXPECT_NEAR(std::exp(logs[0]), 0.5 * (0.5 + 0.25), 1e-6);
}

TEST(ParzenMixture, DrawsAsItsDensitySays) {
  const ParzenSpace space(space_of({{"a", Categorical{{text("x"), text("y"), text("z")}}},
                                    {"n", Integer{1, 4}, {{"a", {text("x")}}}}}));
  const ParzenMixture mixture(space, drawn_points(space, 6));
  const ConfigurationList all(space.encoding().space());
  std::map<Configuration, int> counts;
  constexpr int kDraws = 20'000;
  Rng rng = Rng::for_trial(3, TrialId{1}, "draws");
  for (int i = 0; i < kDraws; ++i) {
    ++counts[space.encoding().decode(space.unit(mixture.draw(rng)))];
  }
  double statistic = 0.0;
  for (std::uint64_t i = 0; i < all.size(); ++i) {
    const Eigen::VectorXd point = space.point(space.encoding().encode(all.at(i)));
    const double expected = kDraws * std::exp(mixture.log_density(point.transpose())[0]);
    statistic += std::pow(counts[all.at(i)] - expected, 2) / expected;
  }
  EXPECT_EQ(all.size(), 6U);
  EXPECT_LT(statistic, 20.5);  // χ² with 5 degrees of freedom exceeds this once in a thousand
}

TEST(ParzenMixture, IsFiniteInAThousandCategoriesAndTwoHundredDimensions) {
  Categorical many;
  for (int i = 0; i < 1000; ++i) many.values.push_back(text("c" + std::to_string(i)));
  const ParzenSpace categories(space_of({{"a", many}}));
  const ParzenMixture few(categories, drawn_points(categories, 3));
  EXPECT_NEAR(sum_over_all(categories, few), 1.0, 1e-5);
  const ParzenSpace wide(box(200));
  const ParzenMixture mixture(wide, drawn_points(wide, 600));
  EXPECT_TRUE(mixture.log_density(drawn_points(wide, 40)).allFinite());
  EXPECT_TRUE(mixture.log_density(Eigen::MatrixXd::Ones(1, 200)).allFinite());
}

}  // namespace
}  // namespace tuner
