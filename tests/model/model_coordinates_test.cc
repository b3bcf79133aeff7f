#include "tuner/model/model_coordinates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "tests/model/model_samples.h"
#include "tests/strategies/model_spaces.h"
#include "tuner/model/candidates.h"

namespace tuner {
namespace {

double distance(const ModelCoordinates& coordinates,
                const Configuration& a,
                const Configuration& b) {
  Eigen::MatrixXd points(2, coordinates.dimension());
  points.row(0) = coordinates.encoding().encode(a);
  points.row(1) = coordinates.encoding().encode(b);
  const Eigen::MatrixXd columns = coordinates.columns(points);
  return (columns.row(0) - columns.row(1)).norm();
}

TEST(ModelCoordinates, SnapAgreesWithTheEncodingOfTheConfiguration) {
  for (const SearchSpace& space : {mixed_space(), conditional_space(), box(2)}) {
    const ModelCoordinates coordinates(space);
    Rng rng = test_rng(1);
    for (int i = 0; i < 300; ++i) {
      Eigen::VectorXd u(coordinates.dimension());
      for (double& entry : u) entry = 1.2 * rng.uniform() - 0.1;
      const Eigen::VectorXd ours = coordinates.snap(u), theirs = coordinates.encoding().snap(u);
      ASSERT_LT((ours - theirs).cwiseAbs().maxCoeff(), 1e-9) << ours.transpose() << "\n"
                                                             << theirs.transpose();
    }
  }
}

TEST(ModelCoordinates, TheCentreOfALevelIsWhereItsValueIsEncoded) {
  for (const SearchSpace& space : {mixed_space(), conditional_space()}) {
    const ModelCoordinates coordinates(space);
    for (Eigen::Index j = 0; j < coordinates.dimension(); ++j) {
      const Domain& domain = space.parameters()[static_cast<std::size_t>(j)].domain;
      for (std::uint64_t k = 0; k < coordinates.levels(j); ++k)
        EXPECT_EQ(coordinates.centre_of(j, k), encode_value(domain, level(domain, k))) << j;
    }
  }
}

TEST(ModelCoordinates, AnyTwoCategoriesDifferByOne) {
  const ModelCoordinates coordinates(
      space_of({{"a", Categorical{{text("x"), text("y"), text("z")}}}}));
  EXPECT_EQ(coordinates.groups(), (ColumnGroups{0, 0, 0}));
  EXPECT_NEAR(distance(coordinates, {{"a", text("x")}}, {{"a", text("z")}}), 1.0, 1e-15);
  EXPECT_NEAR(distance(coordinates, {{"a", text("y")}}, {{"a", text("z")}}), 1.0, 1e-15);
}

TEST(ModelCoordinates, ConstantsHaveNoColumns) {
  EXPECT_EQ(ModelCoordinates(space_of({{"c", Continuous{2.0, 2.0}}})).groups(), ColumnGroups{});
  EXPECT_EQ(ModelCoordinates(mixed_space()).groups(), (ColumnGroups{0, 0, 0, 1, 2, 3, 4}));
}

TEST(ModelCoordinates, InactiveNumbersAreEquallyFarFromEveryValue) {
  const ModelCoordinates coordinates(
      space_of({{"on", Categorical{{text("no"), text("yes")}}},
                {"x", Continuous{0.0, 1.0}, {{"on", {text("yes")}}}}}));
  const Configuration off{{"on", text("no")}};
  const auto on = [](double x) { return Configuration{{"on", text("yes")}, {"x", x}}; };
  const double expected = std::hypot(1.0, 2.0 / std::numbers::pi);  // the parent differs too
  for (const double x : {0.0, 0.3, 1.0})
    EXPECT_NEAR(distance(coordinates, off, on(x)), expected, 1e-12) << x;
  EXPECT_NEAR(distance(coordinates, on(0.40), on(0.41)), 0.01, 1e-6);
}

TEST(ModelCoordinates, InactiveParametersDoNotTellBranchesApart) {
  const ModelCoordinates coordinates(conditional_space());
  Rng rng = test_rng(2);
  for (int i = 0; i < 50; ++i) {
    Eigen::VectorXd u = draw_uniform(coordinates, rng), other = u;
    const std::vector<Eigen::Index> free = coordinates.free_coordinates(u);
    for (const Eigen::Index j : {Eigen::Index{0}, Eigen::Index{1}, Eigen::Index{2}}) {
      if (std::find(free.begin(), free.end(), j) == free.end()) other[j] = rng.uniform();
    }
    EXPECT_EQ(coordinates.columns(u.transpose()),
              coordinates.columns(coordinates.snap(other).transpose()));
  }
}

TEST(ModelCoordinates, GradientsArePulledBackThroughTheArc) {
  const ModelCoordinates coordinates(conditional_space());
  Rng rng = test_rng(3);
  for (int i = 0; i < 20; ++i) {
    const Eigen::VectorXd u = draw_uniform(coordinates, rng);
    Eigen::VectorXd weights(static_cast<Eigen::Index>(coordinates.groups().size()));
    for (double& weight : weights) weight = rng.normal();
    const Eigen::VectorXd gradient = coordinates.pull_back(u, weights);
    const auto f = [&](const Eigen::VectorXd& at) {
      return (coordinates.columns(at.transpose()) * weights)[0];
    };
    for (const Eigen::Index j : coordinates.free_coordinates(u)) {
      Eigen::VectorXd up = u, down = u;
      up[j] += 1e-6;
      down[j] -= 1e-6;
      EXPECT_NEAR(gradient[j], (f(up) - f(down)) / 2e-6, 1e-8);
    }
  }
}

TEST(ModelCoordinates, MovesChangeOneParameterToAnotherLegalValue) {
  for (const SearchSpace& space : {mixed_space(), conditional_space()}) {
    const ModelCoordinates coordinates(space);
    Rng rng = test_rng(4);
    for (int i = 0; i < 50; ++i) {
      const Eigen::VectorXd u = draw_uniform(coordinates, rng);
      const Configuration here = coordinates.encoding().decode(u);
      const Eigen::MatrixXd moves = coordinates.moves(u);
      for (Eigen::Index row = 0; row < moves.rows(); ++row) {
        const Configuration there = coordinates.encoding().decode(moves.row(row).transpose());
        EXPECT_TRUE(space.check(there));
        EXPECT_NE(there, here);
      }
    }
  }
}

TEST(ModelCoordinates, NoMoveEndsAtAForbiddenCombination) {
  const auto moves_of = [](std::vector<Forbidden> forbidden) {
    const SearchSpace space =
        space_of({{"a", Integer{0, 9, Scale::kLinear}}, {"b", Integer{0, 9, Scale::kLinear}}},
                 std::move(forbidden));
    const ModelCoordinates coordinates(space);
    const Eigen::MatrixXd moves = coordinates.moves(
        coordinates.encoding().encode({{"a", std::int64_t{2}}, {"b", std::int64_t{3}}}));
    for (Eigen::Index i = 0; i < moves.rows(); ++i) {
      EXPECT_TRUE(space.check(coordinates.encoding().decode(moves.row(i))));
    }
    return moves.rows();
  };
  EXPECT_EQ(moves_of({}), 18);
  EXPECT_EQ(moves_of({ForbiddenSum{{{"a", 1.0}, {"b", 1.0}}, 5.0}}), 5);
}

TEST(ModelCoordinates, MovesReachAllCategoriesAndTheNeighboursOfManyLevels) {
  const ModelCoordinates few(space_of({{"a", Categorical{{text("x"), text("y"), text("z")}}}}));
  EXPECT_EQ(few.moves(few.snap(Eigen::VectorXd::Zero(1))).rows(), 2);
  const ModelCoordinates many(space_of({{"n", Integer{0, 999, Scale::kLinear}}}));
  const Eigen::MatrixXd moves = many.moves(many.snap(Eigen::VectorXd::Constant(1, 0.5)));
  std::vector<std::int64_t> values;
  for (const double u : moves.col(0)) {
    values.push_back(std::get<std::int64_t>(decode_value(Integer{0, 999, Scale::kLinear}, u)));
  }
  EXPECT_EQ(values, (std::vector<std::int64_t>{499, 501, 498, 502, 200, 400, 600, 800}));
}

TEST(ModelCoordinates, AreContinuousWhereNothingHasLevels) {
  EXPECT_TRUE(ModelCoordinates(box(3)).is_continuous());
  EXPECT_FALSE(ModelCoordinates(mixed_space()).is_continuous());
  EXPECT_FALSE(ModelCoordinates(conditional_space()).is_continuous());
}

}  // namespace
}  // namespace tuner
