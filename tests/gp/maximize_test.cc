#include "tuner/gp/maximize.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/gp/gp_samples.h"

namespace tuner {
namespace {

using Eigen::VectorXd;

// The peak is at `peak`; coordinate 1 is discrete with ten levels k/9, coordinates 0 and 2 are
// continuous.
SearchProblem bowl(const VectorXd& peak) {
  SearchProblem problem;
  problem.score = [peak](const VectorXd& u, VectorXd& gradient) {
    gradient = -2.0 * (u - peak);
    return -(u - peak).squaredNorm();
  };
  problem.scores = [score = problem.score](const Eigen::MatrixXd& points) {
    VectorXd scores(points.rows()), gradient(points.cols());
    for (Eigen::Index i = 0; i < points.rows(); ++i) scores[i] = score(points.row(i), gradient);
    return scores;
  };
  problem.free_coordinates = [](const VectorXd&) { return std::vector<Eigen::Index>{0, 2}; };
  problem.moves = [](const VectorXd& u) {
    Eigen::MatrixXd moves = u.transpose().replicate(10, 1);
    moves.col(1) = VectorXd::LinSpaced(10, 0.0, 1.0);
    return moves;
  };
  return problem;
}

TEST(Maximize, CombinesContinuousAndDiscreteSearch) {
  const VectorXd peak = Eigen::Vector3d(0.31, 0.52, 0.77);
  Eigen::MatrixXd candidates = random_points(30, 3, 1);
  candidates.col(1).setConstant(1.0);
  const ScoredPoint best = maximize(bowl(peak), candidates).front();
  EXPECT_LT((best.u - Eigen::Vector3d(0.31, 5.0 / 9.0, 0.77)).norm(), 1e-3);
}

TEST(Maximize, FindsPeaksOnTheFaceOfTheCube) {
  const ScoredPoint best =
      maximize(bowl(Eigen::Vector3d(1.4, 0.0, -0.3)), random_points(20, 3, 2)).front();
  EXPECT_EQ(best.u[0], 1.0);
  EXPECT_EQ(best.u[2], 0.0);
}

TEST(Maximize, ReturnsAllCandidatesInOrderOfTheirScores) {
  const auto points = maximize(bowl(Eigen::Vector3d(0.5, 0.5, 0.5)), random_points(20, 3, 3));
  ASSERT_EQ(points.size(), 22U);
  for (std::size_t i = 1; i < points.size(); ++i) EXPECT_GE(points[i - 1].score, points[i].score);
}

TEST(Maximize, ScoresOnlyCandidatesWithLargeBounds) {
  const VectorXd peak = Eigen::Vector3d(0.31, 0.52, 0.77);
  SearchProblem problem = bowl(peak);
  const Eigen::MatrixXd candidates = random_points(300, 3, 4);
  const ScoredPoint best = maximize(problem, candidates).front();
  Eigen::Index scored = 0;
  problem.scores = [&scored, exact = problem.scores](const Eigen::MatrixXd& points) {
    scored = std::max(scored, points.rows());
    return exact(points);
  };
  problem.bounds = [exact = problem.scores](const Eigen::MatrixXd& points) {
    return VectorXd(exact(points).array() + 0.1 * points.col(0).array());
  };
  scored = 0;
  const auto points = maximize(problem, candidates, {.shortlist = 40});
  EXPECT_EQ(points.size(), 42U);
  EXPECT_EQ(points.front().u, best.u);
}

TEST(Maximize, WorksWithoutMovesAndWithoutFreeCoordinates) {
  SearchProblem problem = bowl(Eigen::Vector3d(0.5, 0.5, 0.5));
  problem.free_coordinates = [](const VectorXd&) { return std::vector<Eigen::Index>{}; };
  problem.moves = [](const VectorXd&) { return Eigen::MatrixXd(0, 3); };
  const Eigen::MatrixXd candidates = random_points(5, 3, 4);
  Eigen::Index expected = 0;
  problem.scores(candidates).maxCoeff(&expected);
  EXPECT_EQ(maximize(problem, candidates).front().u, VectorXd(candidates.row(expected)));
}

// Two peaks, of which the better has fewer candidates near it.
TEST(Maximize, StartsFromPointsThatAreApart) {
  SearchProblem problem = bowl(Eigen::Vector3d::Zero());
  problem.score = [](const VectorXd& u, VectorXd& gradient) {
    const double left = std::exp(-200.0 * std::pow(u[0] - 0.2, 2)),
                 right = 2.0 * std::exp(-200.0 * std::pow(u[0] - 0.8, 2));
    gradient.setZero();
    gradient[0] = -400.0 * ((u[0] - 0.2) * left + (u[0] - 0.8) * right);
    return left + right;
  };
  problem.scores = [score = problem.score](const Eigen::MatrixXd& points) {
    VectorXd scores(points.rows()), gradient(points.cols());
    for (Eigen::Index i = 0; i < points.rows(); ++i) scores[i] = score(points.row(i), gradient);
    return scores;
  };
  problem.moves = [](const VectorXd&) { return Eigen::MatrixXd(0, 3); };
  Eigen::MatrixXd candidates = Eigen::MatrixXd::Constant(4, 3, 0.5);
  candidates.col(0) << 0.20, 0.205, 0.21, 0.90;
  EXPECT_NEAR(maximize(problem, candidates).front().u[0], 0.8, 1e-2);
}

}  // namespace
}  // namespace tuner
