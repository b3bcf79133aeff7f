#include "tuner/model/related_results.h"

#include <gtest/gtest.h>

namespace tuner {
namespace {

SearchSpace line() { return SearchSpace::create({{"x", Integer{0, 9}}}).value(); }

Configuration at(std::int64_t x) { return {{"x", x}}; }

std::vector<EarlierResult> task(const std::vector<double>& losses, std::int64_t first = 0) {
  std::vector<EarlierResult> results;
  for (const double loss : losses)
    results.push_back({.configuration = at(first++), .losses = {loss}});
  return results;
}

std::vector<double> ranks(const std::vector<EarlierResult>& results, std::size_t objective = 0) {
  std::vector<double> ranks;
  for (const RelatedResult& result : ranked_results(line(), results, objective)) {
    ranks.push_back(result.rank);
  }
  return ranks;
}

TEST(RelatedResults, AreRanksWhateverTheUnitOfTheLosses) {
  const std::vector<double> expected = {0.75, 0.25, 0.5};
  EXPECT_EQ(ranks(task({3.0, -1.0, 2.0})), expected);
  EXPECT_EQ(ranks(task({3e9, 1e-9, 2.0})), expected);
}

TEST(RelatedResults, ShareTheAverageRankWhereLossesAreEqual) {
  EXPECT_EQ(ranks(task({1.0, 5.0, 1.0})), (std::vector<double>{0.375, 0.75, 0.375}));
}

TEST(RelatedResults, AreRankedAmongAllWithAValueAndThenDroppedWhereTheyDoNotFit) {
  auto results = task({1.0, 2.0, 3.0}, 8);  // 10 is outside by a ninth
  results.push_back({.configuration = at(3),
                     .status = TrialStatus::kFailed,
                     .failure = FailureClass::kUserError});
  EXPECT_EQ(ranks(results), (std::vector<double>{0.25, 0.5}));
}

TEST(RelatedResults, GoByTheObjectiveThatIsAskedFor) {
  std::vector<EarlierResult> results = {{.configuration = at(1), .losses = {1.0, 2.0}},
                                        {.configuration = at(2), .losses = {2.0, 1.0}}};
  EXPECT_LT(ranks(results, 0)[0], ranks(results, 0)[1]);
  EXPECT_GT(ranks(results, 1)[0], ranks(results, 1)[1]);
}

TEST(Complementary, IsTheBestOfEveryTask) {
  const RelatedTasks tasks = {task({3.0, 1.0, 2.0}), task({5.0, 9.0}, 5)};
  EXPECT_EQ(complementary(line(), tasks, 1), (std::vector<Configuration>{at(1), at(5)}));
}

TEST(Complementary, PrefersWhatIsGoodForSeveralTasks) {
  const RelatedTasks tasks = {task({1.0, 2.0, 3.0, 4.0, 5.0}), task({5.0, 2.0, 3.0, 4.0, 1.0})};
  EXPECT_EQ(complementary(line(), tasks, 1).front(), at(1));
}

TEST(Complementary, IsAtMostFiveAndNothingOfNothing) {
  RelatedTasks tasks;
  for (std::int64_t x = 0; x < 8; ++x) tasks.push_back(task({1.0, 2.0}, x));
  EXPECT_LE(complementary(line(), tasks, 1).size(), 5U);
  EXPECT_TRUE(complementary(line(), {}, 1).empty());
  EXPECT_TRUE(complementary(line(), {{}}, 1).empty());
}

TEST(Complementary, CountsEveryObjective) {
  const RelatedTasks tasks = {{{.configuration = at(1), .losses = {1.0, 9.0}},
                               {.configuration = at(2), .losses = {9.0, 1.0}}}};
  EXPECT_EQ(complementary(line(), tasks, 2).size(), 2U);
}

}  // namespace
}  // namespace tuner
