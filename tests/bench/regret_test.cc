// The problems hold what the benchmark builds on: the minimum is where they say, in every instance.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "bench/regret/baseline.h"
#include "bench/regret/problems.h"
#include "bench/regret/related.h"
#include "bench/regret/search_run.h"
#include "tuner/base/rng.h"
#include "tuner/space/encoding.h"

namespace tuner::regret {
namespace {

constexpr std::uint64_t kInstances = 6;

class RegretProblem : public testing::TestWithParam<std::string> {};

TEST_P(RegretProblem, NamesAConfigurationOfItsSpaceAsTheBest) {
  for (std::uint64_t instance = 0; instance < kInstances; ++instance) {
    const Problem problem = make_problem(GetParam(), instance);
    EXPECT_EQ(problem.name, GetParam());
    EXPECT_TRUE(problem.space.check(problem.best)) << to_text(problem.best);
    if (!problem.excesses) continue;
    for (const double excess : problem.excesses(problem.best)) EXPECT_LE(excess, 1e-8);
  }
}

// Else there would be nothing to measure by.
TEST_P(RegretProblem, IsSuchThatRandomSearchFindsSomething) {
  const Problem problem = make_problem(GetParam(), 1);
  EXPECT_TRUE(std::isfinite(random_medians(problem, 1, problem.budget).back()));
}

// Uniform draws, and draws ever nearer to the best.
TEST_P(RegretProblem, LiesNowhereBelowItsBest) {
  for (std::uint64_t instance = 0; instance < kInstances; ++instance) {
    const Problem problem = make_problem(GetParam(), instance);
    const Encoding encoding(problem.space);
    const Eigen::VectorXd best = encoding.encode(problem.best);
    const double optimum = problem.loss(problem.best), slack = 1e-6 * (1.0 + std::abs(optimum));
    Rng rng = Rng::for_trial(instance, TrialId{1}, "test");
    for (int i = 0; i < 3000; ++i) {
      const double width = std::pow(10.0, -4.0 * rng.uniform());
      Eigen::VectorXd u(best.size());
      for (Eigen::Index j = 0; j < u.size(); ++j) {
        u[j] = i % 2 == 0 ? rng.uniform() : best[j] + width * (rng.uniform() - 0.5);
      }
      if (!problem.keeps_constraints(encoding.decode(u))) continue;
      ASSERT_GE(problem.loss(encoding.decode(u)), optimum - slack)
          << "instance " << instance << ": " << to_text(encoding.decode(u));
    }
  }
}

TEST_P(RegretProblem, DiffersFromInstanceToInstanceAndNotFromCallToCall) {
  const Problem problem = make_problem(GetParam(), 1), again = make_problem(GetParam(), 1);
  EXPECT_EQ(problem.best, again.best);
  EXPECT_EQ(problem.loss(problem.best), again.loss(again.best));
  EXPECT_NE(problem.best, make_problem(GetParam(), 2).best);
}

INSTANTIATE_TEST_SUITE_P(All,
                         RegretProblem,
                         testing::ValuesIn(problem_names()),
                         [](const auto& problem) { return problem.param; });

TEST(RegretProblems, TheFirstInstanceIsThePublishedFunction) {
  const auto optimum = [](std::string_view name) {
    const Problem problem = make_problem(name, 0);
    return problem.loss(problem.best);
  };
  EXPECT_NEAR(optimum("branin"), 0.39788736, 1e-8);
  EXPECT_NEAR(optimum("camel"), -1.03162845, 1e-8);
  EXPECT_NEAR(optimum("hartmann6"), -3.32236801, 1e-8);
  EXPECT_NEAR(optimum("michalewicz5"), -4.68765818, 1e-6);
  EXPECT_NEAR(optimum("styblinski_tang5"), 5 * -39.16616570, 1e-6);
  for (const char* name : {"rosenbrock4", "ackley10", "levy5", "griewank4", "ellipsoid10"}) {
    EXPECT_NEAR(optimum(name), 0.0, 1e-8) << name;
  }
}

TEST(RegretProblems, AreSelectedByNameAndFamily) {
  EXPECT_EQ(select_problems("ellipsoid,branin").value(),
            (std::vector<std::string>{"ellipsoid10", "ellipsoid20", "branin"}));
  EXPECT_EQ(select_problems("all").value(), problem_names());
  EXPECT_FALSE(select_problems("brannin"));
  EXPECT_FALSE(select_problems("branin,smooth"));
}

TEST(RegretBaseline, FallsWithTheNumberOfTrialsAndIsTheUnitOfTheRegret) {
  const Problem problem = branin(1);
  const auto medians = random_medians(problem, 1, 20);
  ASSERT_EQ(medians.size(), 20u);
  for (std::size_t i = 1; i < medians.size(); ++i) EXPECT_LE(medians[i], medians[i - 1]);
  EXPECT_EQ(medians, random_medians(problem, 1, 20));
  EXPECT_DOUBLE_EQ(log_regret_ratio(5.0, 1.0, 5.0), 0.0);
  EXPECT_DOUBLE_EQ(log_regret_ratio(1.4, 1.0, 5.0), -1.0);
  EXPECT_DOUBLE_EQ(log_regret_ratio(1.0, 1.0, 5.0), -3.0);
}

TEST(RegretSearch, TheSameSeedRunsTheSameWhateverTheNumberOfWorkers) {
  const Problem problem = with_noise(branin(2), 1.0);
  for (const std::size_t workers : {1, 4}) {
    const auto one = run_search(problem, {"bayesian", 3, 20, workers});
    const auto two = run_search(problem, {"bayesian", 3, 20, workers});
    ASSERT_TRUE(one && two);
    EXPECT_EQ(one->trials, 20u);
    EXPECT_EQ(one->recommended, two->recommended);
    ASSERT_EQ(one->incumbents.size(), two->incumbents.size());
    EXPECT_EQ(one->incumbents.back().loss, two->incumbents.back().loss);
  }
}

TEST(RegretSearch, InWhichEverythingFailsFindsNothing) {
  Problem problem = branin(0);
  problem.loss = [](const Configuration&) { return std::numeric_limits<double>::infinity(); };
  const auto run = run_search(problem, {"bayesian", 1, 8, 2});
  ASSERT_TRUE(run);
  EXPECT_EQ(run->trials, 8u);
  EXPECT_TRUE(std::isinf(run->found()) && std::isinf(run->recommended));
  EXPECT_DOUBLE_EQ(log_regret_ratio(run->found(), 0.0, 1.0), 1.0);
}

TEST(RegretSearch, AStrategyThatCannotSearchTheSpaceIsRefused) {
  EXPECT_FALSE(run_search(branin(0), {"grid", 1, 5, 1}));
}

RelatedTasks related(Relation relation, std::uint64_t seed) {
  const RelatedSetting setting{.tasks = 2, .trials = 12, .relation = relation};
  return related_tasks(branin(3), 3, setting, seed).value();
}

TEST(RegretRelated, TasksAreAFunctionOfTheSeedAndDifferFromEachOther) {
  const RelatedTasks tasks = related(Relation::kMoved, 7);
  ASSERT_EQ(tasks.size(), 2U);
  EXPECT_EQ(tasks[0].size(), 12U);
  EXPECT_NE(tasks[0], tasks[1]);
  EXPECT_EQ(tasks, related(Relation::kMoved, 7));
  EXPECT_NE(tasks, related(Relation::kMoved, 8));
  EXPECT_NE(tasks, related(Relation::kOther, 7));
}

TEST(RegretRelated, NegatedTasksAreTheMovedOnesWithTheOppositeSign) {
  RelatedTasks tasks = related(Relation::kNegated, 7);
  for (auto& task : tasks) {
    for (EarlierResult& result : task) result.losses[0] = -result.losses[0];
  }
  EXPECT_EQ(tasks, related(Relation::kMoved, 7));
}

}  // namespace
}  // namespace tuner::regret
