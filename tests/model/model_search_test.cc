#include "tuner/model/model_search.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/model/trial_samples.h"
#include "tuner/model/candidates.h"
#include "tuner/model/lesson.h"
#include "tuner/model/trial_model.h"

namespace tuner {
namespace {

SearchProblem lowest_mean(const TrialModel& model) {
  return search_problem(
      model.coordinates(), model.process(), [](double mean, double) -> AcquisitionValue {
        return {-mean, -1.0, 0.0};
      });
}

TEST(ModelSearch, PosteriorDoesNotDependOnHowManyPointsAreAskedAtOnce) {
  Categorical many;
  for (int i = 0; i < 5000; ++i) many.values.push_back(text("v" + std::to_string(i)));
  const SearchSpace space = space_of({{"many", many}, {"x", Continuous{0.0, 1.0}}});
  const auto x = [](const Eigen::VectorXd& u, const auto&) { return u[1]; };
  const auto model = TrialModel::create(space, {kMinimizeLoss}, spread_trials(space, 10, x));
  ASSERT_TRUE(model);
  Rng rng = Rng::for_trial(1, TrialId{1}, "points");
  const Eigen::MatrixXd points = draw_candidates(model->coordinates(), {}, 1700, rng);
  const Posterior all = posterior_at(model->coordinates(), model->process(), points);
  for (const Eigen::Index row : {0, 799, 800, 1699}) {
    const Posterior one = posterior_at(model->coordinates(), model->process(), points.row(row));
    EXPECT_NEAR(all.mean[row], one.mean[0], 1e-12);
    EXPECT_NEAR(all.variance[row], one.variance[0], 1e-12);
  }
}

TEST(ModelSearch, FindsTheLowestMean) {
  const SearchSpace space = box(2);
  const auto bowl = [](const Eigen::VectorXd& u, const auto&) {
    return (u.array() - 0.37).square().sum();
  };
  const auto model = TrialModel::create(space, {kMinimizeLoss}, spread_trials(space, 40, bowl));
  ASSERT_TRUE(model);
  const SearchProblem problem = lowest_mean(*model);
  Rng rng = Rng::for_trial(1, TrialId{1}, "points");
  const ScoredPoint best =
      maximize(problem, draw_candidates(model->coordinates(), {}, 64, rng)).front();
  EXPECT_NEAR(best.u[0], 0.37, 0.02);
  EXPECT_NEAR(best.u[1], 0.37, 0.02);
}

// The bowl's bottom is forbidden: the best allowed point is the one of the boundary next to it.
TEST(ModelSearch, EndsOnlyAtAllowedPoints) {
  const SearchSpace space = space_of({{"x0", Continuous{0.0, 1.0}}, {"x1", Continuous{0.0, 1.0}}},
                                     {ForbiddenSum{{{"x0", 1.0}, {"x1", 1.0}}, 1.0}});
  const auto bowl = [](const Eigen::VectorXd& u, const auto&) {
    return (u.array() - 0.7).square().sum();
  };
  const auto model = TrialModel::create(space, {kMinimizeLoss}, spread_trials(space, 40, bowl));
  ASSERT_TRUE(model);
  const SearchProblem problem = lowest_mean(*model);
  Rng rng = Rng::for_trial(1, TrialId{1}, "points");
  const auto points = maximize(problem, draw_candidates(model->coordinates(), {}, 256, rng));
  for (const ScoredPoint& point : points) {
    ASSERT_TRUE(space.check(model->coordinates().encoding().decode(point.u))) << point.u;
  }
  EXPECT_NEAR(points.front().u[0], 0.5, 0.05);
  EXPECT_NEAR(points.front().u[1], 0.5, 0.05);
}

// Two bowls; the score is the mean of both with the variances, so that all derivatives count.
TEST(ModelSearch, OfSeveralProcessesHasTheGradientOfItsScore) {
  const SearchSpace space = conditional_space();
  const auto near = [](const Eigen::VectorXd& u, const auto&) {
    return (u.array() - 0.3).square().sum();
  };
  const auto far = [](const Eigen::VectorXd& u, const auto&) {
    return (u.array() - 0.8).square().sum();
  };
  const auto one = TrialModel::create(space, {kMinimizeLoss}, spread_trials(space, 20, near));
  const auto other = TrialModel::create(space, {kMinimizeLoss}, spread_trials(space, 25, far));
  ASSERT_TRUE(one && other);
  const FrontScore score = [](const Eigen::VectorXd& mean, const Eigen::VectorXd& variance) {
    return FrontAcquisitionValue{mean[0] - 2.0 * mean[1] + 3.0 * variance[0] - variance[1],
                                 Eigen::Vector2d(1.0, -2.0),
                                 Eigen::Vector2d(3.0, -1.0)};
  };
  const SearchProblem problem =
      search_problem(one->coordinates(), {&one->process(), &other->process()}, score);
  Rng rng = Rng::for_trial(1, TrialId{1}, "points");
  const Eigen::MatrixXd points = draw_candidates(one->coordinates(), {}, 20, rng);
  const Eigen::VectorXd scores = problem.scores(points);
  for (Eigen::Index row = 0; row < points.rows(); ++row) {
    const Eigen::VectorXd u = points.row(row);
    Eigen::VectorXd gradient(u.size()), ignored(u.size());
    EXPECT_NEAR(problem.score(u, gradient), scores[row], 1e-9);
    for (const Eigen::Index j : problem.free_coordinates(u)) {
      Eigen::VectorXd up = u, down = u;
      up[j] += 1e-6;
      down[j] -= 1e-6;
      const double slope = (problem.score(up, ignored) - problem.score(down, ignored)) / 2e-6;
      EXPECT_NEAR(gradient[j], slope, 1e-4 * (1.0 + std::abs(slope)));
    }
  }
}

TEST(Lesson, OfSeveralObjectivesIsOneForEach) {
  const std::vector<double> losses = {2.0, 3.0, 4.0};
  EXPECT_EQ(lessons(TrialStatus::kSucceeded, FailureClass::kNone, losses, 2),
            (std::vector<double>{2.0, 3.0}));
  EXPECT_TRUE(lessons(TrialStatus::kCancelled, FailureClass::kNone, losses, 2).empty());
  EXPECT_TRUE(lessons(TrialStatus::kSucceeded, FailureClass::kNone, {}, 2).empty());
  const auto failed = lessons(TrialStatus::kFailed, FailureClass::kOutOfMemory, {}, 2);
  ASSERT_EQ(failed.size(), 2U);
  EXPECT_TRUE(std::isinf(failed[0]) && std::isinf(failed[1]));
}

TEST(Lesson, IsTheLossAFailureOrNothing) {
  const std::vector<double> losses = {2.0, 3.0};
  EXPECT_EQ(lesson(TrialStatus::kSucceeded, FailureClass::kNone, losses), 2.0);
  EXPECT_EQ(lesson(TrialStatus::kStoppedEarly, FailureClass::kNone, losses), 2.0);
  EXPECT_EQ(lesson(TrialStatus::kSucceeded, FailureClass::kNone, {}), std::nullopt);
  EXPECT_EQ(lesson(TrialStatus::kCancelled, FailureClass::kNone, losses), std::nullopt);
  EXPECT_EQ(lesson(TrialStatus::kRunning, FailureClass::kNone, losses), std::nullopt);
  EXPECT_EQ(lesson(TrialStatus::kFailed, FailureClass::kInfrastructure, {}), std::nullopt);
  EXPECT_TRUE(std::isinf(*lesson(TrialStatus::kFailed, FailureClass::kOutOfMemory, {})));
}

}  // namespace
}  // namespace tuner
