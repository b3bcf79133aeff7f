#include "strategies/ranked_points.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/space/extremes.h"

namespace tuner {
namespace {

// Points of one entry, numbered in the order in which they are added.
RankedPoints ranked(const std::vector<double>& losses) {
  RankedPoints points(1);
  for (std::size_t i = 0; i < losses.size(); ++i) {
    points.add(Eigen::VectorXd::Constant(1, static_cast<double>(i)), {0.0, losses[i]});
  }
  return points;
}

std::vector<int> numbers(const Eigen::MatrixXd& rows) {
  std::vector<int> result;
  for (Eigen::Index i = 0; i < rows.rows(); ++i) result.push_back(static_cast<int>(rows(i, 0)));
  return result;
}

TEST(RankedPoints, SplitsByLossAndTheEarliestOfEqualsComesFirst) {
  const RankedPoints points = ranked({3.0, 1.0, kInfinity, 2.0, 1.0});
  EXPECT_EQ(points.working(), 4U);
  EXPECT_EQ(numbers(points.best(2)), (std::vector<int>{1, 4}));
  EXPECT_EQ(numbers(points.rest(2, 10)), (std::vector<int>{3, 0, 2}));
  EXPECT_EQ(points.best(0).rows(), 0);
}

TEST(RankedPoints, KeepsTheBestAndTheNewestOfTooMany) {
  std::vector<double> losses;
  for (int i = 0; i < 20; ++i) losses.push_back(i);
  losses.push_back(-1.0);
  EXPECT_EQ(numbers(ranked(losses).rest(1, 8)), (std::vector<int>{0, 1, 2, 3, 4, 5, 19, 18}));
}

TEST(RankedPoints, OfTooManyNoneIsTakenTwice) {
  EXPECT_EQ(numbers(ranked({4.0, 3.0, 2.0, 1.0, 0.0}).rest(0, 4)), (std::vector<int>{4, 3, 2, 1}));
}

TEST(RankedPoints, OneThatKeepsConstraintsIsBetterThanOneThatDoesNot) {
  RankedPoints points(1);
  const std::vector<Standing> standings = {{0.2, 0.0}, {0.0, 5.0}, {0.0, kInfinity}, {0.1, 9.0}};
  for (std::size_t i = 0; i < standings.size(); ++i) {
    points.add(Eigen::VectorXd::Constant(1, static_cast<double>(i)), standings[i]);
  }
  EXPECT_EQ(numbers(points.best(4)), (std::vector<int>{1, 3, 0, 2}));
  EXPECT_EQ(points.working(), 3U);
}

}  // namespace
}  // namespace tuner
