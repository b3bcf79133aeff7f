#include "tuner/model/model_search.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/model/trial_samples.h"
#include "tuner/model/candidates.h"
#include "tuner/model/lesson.h"
#include "tuner/model/trial_model.h"

namespace tuner {
namespace {

TEST(ModelSearch, PosteriorDoesNotDependOnHowManyPointsAreAskedAtOnce) {
  Categorical many;
  for (int i = 0; i < 5000; ++i) many.values.push_back(text("v" + std::to_string(i)));
  const SearchSpace space = space_of({{"many", many}, {"x", Continuous{0.0, 1.0}}});
  const auto x = [](const Eigen::VectorXd& u, const auto&) { return u[1]; };
  const auto model = TrialModel::create(space, kMinimizeLoss, spread_trials(space, 10, x));
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
  const auto model = TrialModel::create(space, kMinimizeLoss, spread_trials(space, 40, bowl));
  ASSERT_TRUE(model);
  const SearchProblem problem = search_problem(
      model->coordinates(), model->process(), [](double mean, double) -> AcquisitionValue {
        return {-mean, -1.0, 0.0};
      });
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
  const auto model = TrialModel::create(space, kMinimizeLoss, spread_trials(space, 40, bowl));
  ASSERT_TRUE(model);
  const SearchProblem problem = search_problem(
      model->coordinates(), model->process(), [](double mean, double) -> AcquisitionValue {
        return {-mean, -1.0, 0.0};
      });
  Rng rng = Rng::for_trial(1, TrialId{1}, "points");
  const auto points = maximize(problem, draw_candidates(model->coordinates(), {}, 256, rng));
  for (const ScoredPoint& point : points) {
    ASSERT_TRUE(space.check(model->coordinates().encoding().decode(point.u))) << point.u;
  }
  EXPECT_NEAR(points.front().u[0], 0.5, 0.05);
  EXPECT_NEAR(points.front().u[1], 0.5, 0.05);
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
