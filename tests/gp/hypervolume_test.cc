#include "tests/fakes/hypervolume.h"

#include <gtest/gtest.h>

#include <vector>

#include "tuner/base/rng.h"

namespace tuner {
namespace {

Eigen::MatrixXd random_objectives(Rng& rng, Eigen::Index rows, Eigen::Index objectives) {
  Eigen::MatrixXd points(rows, objectives);
  for (double& value : points.reshaped()) value = static_cast<double>(rng.below(8));
  return points;
}

// Points have whole coordinates: every cell of the unit grid is dominated as a whole or not at all.
double counted_cells(const Eigen::MatrixXd& points, Eigen::Index objectives, int reference) {
  long cells = 1, dominated = 0;
  for (Eigen::Index j = 0; j < objectives; ++j) cells *= reference;
  for (long cell = 0; cell < cells; ++cell) {
    Eigen::RowVectorXd corner(objectives);
    long rest = cell;
    for (Eigen::Index j = 0; j < objectives; ++j, rest /= reference)
      corner[j] = static_cast<double>(rest % reference);
    for (Eigen::Index i = 0; i < points.rows(); ++i) {
      if ((points.row(i).array() <= corner.array()).all()) {
        ++dominated;
        break;
      }
    }
  }
  return static_cast<double>(dominated);
}

TEST(Hypervolume, OfBoxesIsWhatAPencilSays) {
  const Eigen::MatrixXd two{{1.0, 2.0}, {2.0, 1.0}};
  EXPECT_DOUBLE_EQ(hypervolume(two, Eigen::Vector2d(3.0, 3.0)), 3.0);
  EXPECT_DOUBLE_EQ(hypervolume(two, Eigen::Vector2d(2.0, 2.0)), 0.0) << "on the edge is outside";
  EXPECT_DOUBLE_EQ(hypervolume(Eigen::MatrixXd(0, 2), Eigen::Vector2d(1.0, 1.0)), 0.0);
  EXPECT_DOUBLE_EQ(hypervolume(Eigen::MatrixXd{{0.25}, {0.5}}, Eigen::VectorXd::Ones(1)), 0.75);
}

TEST(Hypervolume, EqualsTheNumberOfDominatedCellsForOneToFourObjectives) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Rng rng = Rng::for_trial(seed, {1}, "hypervolume");
    const auto objectives = static_cast<Eigen::Index>(1 + seed % 4);
    const Eigen::MatrixXd points =
        random_objectives(rng, static_cast<Eigen::Index>(1 + rng.below(15)), objectives);
    const Eigen::VectorXd reference = Eigen::VectorXd::Constant(objectives, 6.0);
    EXPECT_DOUBLE_EQ(hypervolume(points, reference), counted_cells(points, objectives, 6));
  }
}

TEST(Hypervolume, TheFrontOfRowsHasNoEqualsAndNothingDominated) {
  const Eigen::MatrixXd points{{3, 1}, {1, 3}, {2, 2}, {1, 3}, {2, 3}};
  EXPECT_EQ(non_dominated(points), (Eigen::MatrixXd{{1, 3}, {2, 2}, {3, 1}}));
}

}  // namespace
}  // namespace tuner
