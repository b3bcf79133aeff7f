#include "tuner/gp/free_boxes.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/fakes/hypervolume.h"
#include "tests/gp/gp_samples.h"

namespace tuner {
namespace {

bool dominated(const Eigen::MatrixXd& points, const Eigen::RowVectorXd& y) {
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    if ((points.row(i).array() <= y.array()).all()) return true;
  }
  return false;
}

int boxes_around(const Boxes& boxes, const Eigen::RowVectorXd& y) {
  int count = 0;
  for (Eigen::Index i = 0; i < boxes.upper.rows(); ++i) {
    count += (boxes.lower.row(i).array() <= y.array()).all() &&
             (y.array() < boxes.upper.row(i).array()).all();
  }
  return count;
}

// What the boxes have above zero.
double volume_of(const Boxes& boxes) {
  return (boxes.upper - boxes.lower.cwiseMax(0.0)).rowwise().prod().sum();
}

TEST(FreeBoxes, OfTwoObjectivesAreTheStepsUnderAStaircase) {
  const Eigen::MatrixXd points{{1.0, 2.0}, {2.0, 1.0}, {2.5, 2.5}};
  const auto boxes = free_boxes(points, Eigen::Vector2d(3.0, 3.0), 10);
  ASSERT_TRUE(boxes);
  const double none = -std::numeric_limits<double>::infinity();
  EXPECT_EQ(boxes->lower, (Eigen::MatrixXd{{none, none}, {none, 1.0}, {none, 2.0}}));
  EXPECT_EQ(boxes->upper, (Eigen::MatrixXd{{3.0, 1.0}, {2.0, 2.0}, {1.0, 3.0}}));
}

TEST(FreeBoxes, WithoutAPointBelowTheReferenceAreOne) {
  const auto boxes = free_boxes(Eigen::MatrixXd{{1.0, 1.0, 5.0}}, Eigen::Vector3d(2, 3, 4), 1);
  ASSERT_TRUE(boxes);
  EXPECT_EQ(boxes->upper, (Eigen::MatrixXd{{2.0, 3.0, 4.0}}));
}

TEST(FreeBoxes, HoldEveryFreePointOnceAndNoOther) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto objectives = static_cast<Eigen::Index>(1 + seed % 4);
    // Coordinates of few values, so that many are equal.
    const Eigen::MatrixXd points =
        (random_points(12, objectives, seed) * 6.0).array().floor() / 6.0;
    const Eigen::VectorXd reference = Eigen::VectorXd::Constant(objectives, 0.95);
    const auto boxes = free_boxes(points, reference, 1000);
    ASSERT_TRUE(boxes);
    const Eigen::MatrixXd anywhere = random_points(200, objectives, 1000 + seed);
    for (Eigen::Index i = 0; i < anywhere.rows(); ++i) {
      const bool below = anywhere.row(i).maxCoeff() < 0.95;
      const int expected = below && !dominated(points, anywhere.row(i)) ? 1 : 0;
      EXPECT_EQ(boxes_around(*boxes, anywhere.row(i)), expected) << anywhere.row(i);
    }
    EXPECT_NEAR(
        volume_of(*boxes) + hypervolume(points, reference), std::pow(0.95, objectives), 1e-12);
  }
}

// Points of a sphere do not dominate each other.
TEST(FreeBoxes, AreAboutTwiceAsManyAsPointsForThreeObjectives) {
  Eigen::MatrixXd points = random_points(50, 3, 4).array() + 0.05;
  points.rowwise().normalize();
  const auto boxes = free_boxes(points, Eigen::Vector3d(1.1, 1.1, 1.1), 10'000);
  ASSERT_TRUE(boxes);
  EXPECT_LE(boxes->upper.rows(), 2 * 50 + 1);
}

TEST(FreeBoxes, AreGivenUpWhereThereAreTooMany) {
  const Eigen::MatrixXd points{{1.0, 2.0}, {2.0, 1.0}};
  EXPECT_TRUE(free_boxes(points, Eigen::Vector2d(3.0, 3.0), 3));
  EXPECT_FALSE(free_boxes(points, Eigen::Vector2d(3.0, 3.0), 2));
}

}  // namespace
}  // namespace tuner
