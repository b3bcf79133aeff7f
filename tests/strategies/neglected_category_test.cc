#include "strategies/neglected_category.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <set>

#include "tests/strategies/model_spaces.h"
#include "tuner/model/candidates.h"

namespace tuner {
namespace {

Rng turn_rng(std::uint64_t seed = 1) { return Rng::for_trial(seed, TrialId{8}, "test"); }

// `count` uniform points with coordinate j moved to `level`.
std::vector<Eigen::VectorXd> points_with(const ModelCoordinates& coordinates,
                                         Eigen::Index j,
                                         std::uint64_t level,
                                         int count) {
  Rng draws = turn_rng(99);
  std::vector<Eigen::VectorXd> points;
  for (int i = 0; i < count; ++i) {
    Eigen::VectorXd u = draw_uniform(coordinates, draws);
    u[j] = coordinates.centre_of(j, level);
    points.push_back(coordinates.snap(u));
  }
  return points;
}

std::vector<Eigen::VectorXd> join(std::vector<Eigen::VectorXd> a,
                                  const std::vector<Eigen::VectorXd>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

RowTable table_of(const std::vector<Eigen::VectorXd>& points) {
  RowTable table(points.front().size());
  for (const Eigen::VectorXd& u : points) table.add(u);
  return table;
}

std::vector<char> all_worked(const std::vector<Eigen::VectorXd>& tried) {
  return std::vector<char>(tried.size(), 1);
}

std::optional<CategoryVisit> visit_after(const ModelCoordinates& coordinates,
                                         const std::vector<Eigen::VectorXd>& tried,
                                         std::uint64_t seed = 1) {
  return neglected_category(coordinates, table_of(tried), all_worked(tried), turn_rng(seed));
}

TEST(NeglectedCategory, IsForEveryFourthTrial) {
  EXPECT_TRUE(is_for_a_neglected_category(TrialId{8}));
  for (const std::uint32_t number : {9, 10, 11}) {
    EXPECT_FALSE(is_for_a_neglected_category(TrialId{number}));
  }
}

TEST(NeglectedCategory, IsTheOneThatFewestTrialsHad) {
  const ModelCoordinates coordinates(mixed_space());  // activation is the only category
  auto tried = join(points_with(coordinates, 0, 0, 10), points_with(coordinates, 0, 1, 4));
  tried = join(std::move(tried), points_with(coordinates, 0, 2, 1));
  const auto visit = visit_after(coordinates, tried);
  ASSERT_TRUE(visit);
  EXPECT_EQ(visit->coordinate, 0);
  EXPECT_EQ(coordinates.level_at(0, visit->u), 2U);
}

TEST(NeglectedCategory, IsNoneWhereEveryCategoryHasHalfOfItsShare) {
  const ModelCoordinates coordinates(mixed_space());
  auto tried = join(points_with(coordinates, 0, 0, 8), points_with(coordinates, 0, 1, 2));
  tried = join(std::move(tried), points_with(coordinates, 0, 2, 2));  // even would be four each
  EXPECT_FALSE(visit_after(coordinates, tried));
  EXPECT_FALSE(neglected_category(ModelCoordinates(box(3)), RowTable(3), {}, turn_rng()));
}

// Three trials are enough, unless one of them still runs.
TEST(NeglectedCategory, IsNoneWhereAllOfItsTrialsFailedOrViolatedAConstraint) {
  const ModelCoordinates coordinates(mixed_space());
  auto tried = join(points_with(coordinates, 0, 0, 20), points_with(coordinates, 0, 1, 20));
  tried = join(std::move(tried), points_with(coordinates, 0, 2, 3));
  std::vector<char> worked = all_worked(tried);
  const auto is_visited = [&] {
    return neglected_category(coordinates, table_of(tried), worked, turn_rng()).has_value();
  };
  EXPECT_TRUE(is_visited());
  std::fill(worked.end() - 3, worked.end(), 0);
  EXPECT_FALSE(is_visited());
  worked.back() = 1;
  EXPECT_TRUE(is_visited());
  worked.pop_back();
  EXPECT_TRUE(is_visited());
}

TEST(NeglectedCategory, IsDrawnAmongEquals) {
  const ModelCoordinates coordinates(mixed_space());
  const auto tried = points_with(coordinates, 0, 1, 6);
  std::set<std::uint64_t> visited;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const auto visit = visit_after(coordinates, tried, seed);
    visited.insert(coordinates.level_at(0, visit->u));
  }
  EXPECT_EQ(visited, (std::set<std::uint64_t>{0, 2}));
}

TEST(NeglectedCategory, CountsOnlyTrialsInWhichTheParameterIsActive) {
  const ModelCoordinates coordinates(conditional_space());
  const Eigen::Index nesterov = 3, solver = 5;
  auto tried = points_with(coordinates, solver, 0, 4);
  tried = join(std::move(tried), points_with(coordinates, solver, 1, 4));
  for (const Eigen::VectorXd& each : points_with(coordinates, solver, 2, 4)) {
    Eigen::VectorXd u = each;
    u[nesterov] = coordinates.centre_of(nesterov, 1);
    tried.push_back(u);
  }
  const auto visit = visit_after(coordinates, tried);
  ASSERT_TRUE(visit);
  EXPECT_EQ(visit->coordinate, nesterov);
  EXPECT_EQ(coordinates.level_at(nesterov, visit->u), 0U);
}

TEST(NeglectedCategory, HoldsCandidatesAndMoves) {
  const ModelCoordinates coordinates(conditional_space());
  const Eigen::Index nesterov = 3;
  Rng draws = turn_rng(5);
  const Eigen::MatrixXd candidates = draw_candidates(coordinates, {}, 200, draws);
  const CategoryVisit visit{nesterov, coordinates.centre_of(nesterov, 1)};
  SearchProblem problem;
  problem.moves = [&](const Eigen::VectorXd& u) { return coordinates.moves(u); };
  const Eigen::MatrixXd held = restrict_to(visit, coordinates, candidates, problem);
  ASSERT_GT(held.rows(), 10);
  EXPECT_LT(held.rows(), 200);  // where the solver is another one, nesterov plays no role
  for (Eigen::Index row = 0; row < held.rows(); ++row) {
    EXPECT_EQ(held(row, nesterov), visit.u);
    const Eigen::MatrixXd moves = problem.moves(held.row(row));
    EXPECT_GT(moves.rows(), 0);
    EXPECT_TRUE((moves.col(nesterov).array() == visit.u).all());
  }
}

TEST(NeglectedCategory, HoldsOnlyCandidatesThatAreAllowedInIt) {
  const SearchSpace mixed = mixed_space();
  const auto parameters = mixed.parameters();
  const SearchSpace space = space_of(
      {parameters.begin(), parameters.end()},
      {ForbiddenClause{{{"activation", {text("gelu")}}, ForbiddenTerm{"layers", {}, 3.0}}}});
  const ModelCoordinates coordinates(space);
  Rng draws = turn_rng(5);
  const Eigen::MatrixXd candidates = draw_candidates(coordinates, {}, 200, draws);
  SearchProblem problem;
  problem.moves = [&](const Eigen::VectorXd& u) { return coordinates.moves(u); };
  const CategoryVisit visit{0, coordinates.centre_of(0, 2)};
  const Eigen::MatrixXd held = restrict_to(visit, coordinates, candidates, problem);
  ASSERT_GT(held.rows(), 10);
  EXPECT_LT(held.rows(), 200);
  for (Eigen::Index row = 0; row < held.rows(); ++row) {
    EXPECT_TRUE(space.check(coordinates.encoding().decode(held.row(row))));
  }
}

TEST(NeglectedCategory, LeavesTheCandidatesWhereNoneCanHaveIt) {
  const ModelCoordinates coordinates(conditional_space());
  const Eigen::Index nesterov = 3, solver = 5;
  const auto without = points_with(coordinates, solver, 0, 3);
  Eigen::MatrixXd candidates(3, coordinates.dimension());
  for (Eigen::Index row = 0; row < 3; ++row) {
    candidates.row(row) = without[static_cast<std::size_t>(row)];
  }
  SearchProblem problem;
  const CategoryVisit visit{nesterov, coordinates.centre_of(nesterov, 1)};
  EXPECT_EQ(restrict_to(visit, coordinates, candidates, problem), candidates);
}

}  // namespace
}  // namespace tuner
