#include "tuner/model/candidates.h"

#include <gtest/gtest.h>

#include "tests/model/model_samples.h"
#include "tests/strategies/model_spaces.h"

namespace tuner {
namespace {

TEST(Candidates, AreLegalAndSnapped) {
  for (const SearchSpace& space : {mixed_space(), conditional_space(), box(40)}) {
    const ModelCoordinates coordinates(space);
    Rng rng = test_rng(1);
    const std::vector<Eigen::VectorXd> centres{draw_uniform(coordinates, rng),
                                               draw_uniform(coordinates, rng)};
    const Eigen::MatrixXd points = draw_candidates(coordinates, centres, 200, rng);
    ASSERT_EQ(points.rows(), 200);
    for (Eigen::Index i = 0; i < points.rows(); ++i) {
      const Eigen::VectorXd u = points.row(i);
      EXPECT_EQ(coordinates.snap(u), u);
      EXPECT_TRUE(space.check(coordinates.encoding().decode(u)));
    }
  }
}

// 0.98 ≤ x0 + x1 ≤ 1: sixteen further draws find an allowed point for one candidate in four.
TEST(Candidates, AreAllowedInANarrowBand) {
  const std::vector<ForbiddenSum::Weight> sum = {{"x0", 1.0}, {"x1", 1.0}};
  const SearchSpace space = space_of({{"x0", Continuous{0.0, 1.0}}, {"x1", Continuous{0.0, 1.0}}},
                                     {ForbiddenSum{sum, {}, 0.98}, ForbiddenSum{sum, 1.0}});
  const ModelCoordinates coordinates(space);
  const Eigen::VectorXd centre = Eigen::Vector2d(0.4, 0.59);
  std::vector<Eigen::VectorXd> centres;
  for (int round = 0; round < 2; ++round, centres.push_back(centre)) {
    Rng rng = test_rng(5);
    const Eigen::MatrixXd points = draw_candidates(coordinates, centres, 200, rng);
    for (Eigen::Index i = 0; i < points.rows(); ++i) {
      EXPECT_TRUE(space.check(coordinates.encoding().decode(points.row(i)))) << points.row(i);
    }
    EXPECT_LT(points.col(0).minCoeff(), 0.2);
    EXPECT_GT(points.col(0).maxCoeff(), 0.8);
  }
}

TEST(Candidates, OfTheSecondHalfLieAroundTheCentres) {
  const ModelCoordinates coordinates(box(5));
  Rng rng = test_rng(2);
  const Eigen::VectorXd centre = Eigen::VectorXd::Constant(5, 0.3);
  const Eigen::MatrixXd points = draw_candidates(coordinates, {centre}, 400, rng);
  const Eigen::VectorXd distances = (points.rowwise() - centre.transpose()).rowwise().norm();
  EXPECT_GT((distances.tail(200).array() < 0.1).count(), 80);
  EXPECT_LT((distances.head(200).array() < 0.1).count(), 5);
  EXPECT_EQ((distances.tail(200).array() == 0.0).count(), 0);
}

TEST(Candidates, LeaveNoLevelWhereItWasWhenTheOnlyCoordinateMoves) {
  const ModelCoordinates coordinates(space_of({{"n", Integer{0, 99, Scale::kLinear}}}));
  Rng rng = test_rng(3);
  const Eigen::VectorXd centre = coordinates.snap(Eigen::VectorXd::Constant(1, 0.5));
  const Eigen::MatrixXd points = draw_candidates(coordinates, {centre}, 200, rng);
  EXPECT_EQ((points.col(0).tail(100).array() == centre[0]).count(), 0);
}

TEST(Candidates, AreSpreadOverTheWholeSpaceWithoutCentres) {
  const ModelCoordinates coordinates(box(1));
  Rng rng = test_rng(4);
  const Eigen::MatrixXd points = draw_candidates(coordinates, {}, 300, rng);
  EXPECT_LT(points.minCoeff(), 0.05);
  EXPECT_GT(points.maxCoeff(), 0.95);
}

}  // namespace
}  // namespace tuner
