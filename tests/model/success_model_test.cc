#include "tuner/model/success_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "tests/model/model_samples.h"
#include "tests/model/trial_samples.h"
#include "tuner/model/candidates.h"

namespace tuner {
namespace {

// Trials spread over the space, of which those with failed(u) do.
template <typename Failed>
SuccessModel success_model_of(const ModelCoordinates& coordinates,
                              Eigen::Index trials,
                              Failed failed) {
  Rng rng = Rng::for_trial(3, TrialId{1}, "points");
  const Eigen::MatrixXd points = draw_candidates(coordinates, {}, trials, rng);
  const Eigen::MatrixXd columns = coordinates.columns(points);
  const auto rows = std::make_shared<RowTable>(columns.cols());
  SuccessModel model(coordinates.groups(), rows);
  for (Eigen::Index i = 0; i < trials; ++i) {
    rows->add(columns.row(i));
    model.add_of_last_row(failed(points.row(i)));
  }
  return model;
}

TEST(SuccessModel, KnowsWhereConfigurationsFail) {
  const ModelCoordinates coordinates(box(2));
  const SuccessModel model =
      success_model_of(coordinates, 40, [](const Eigen::VectorXd& u) { return u[0] + u[1] > 1.0; });
  const auto problem = model.log_probability(coordinates);
  ASSERT_TRUE(problem);
  EXPECT_GT(probability(*problem, Eigen::Vector2d(0.2, 0.2)), 0.95);
  EXPECT_LT(probability(*problem, Eigen::Vector2d(0.8, 0.8)), 0.05);
  EXPECT_NEAR(probability(*problem, Eigen::Vector2d(0.5, 0.5)), 0.5, 0.4);
}

TEST(SuccessModel, KnowsWhichCategoryFails) {
  const ModelCoordinates coordinates(
      space_of({{"c", Categorical{{text("good"), text("bad")}}}, {"x", Continuous{0.0, 1.0}}}));
  const SuccessModel model =
      success_model_of(coordinates, 30, [](const Eigen::VectorXd& u) { return u[0] > 0.5; });
  const auto problem = model.log_probability(coordinates);
  ASSERT_TRUE(problem);
  EXPECT_GT(probability(*problem, Eigen::Vector2d(0.25, 0.5)), 0.95);
  EXPECT_LT(probability(*problem, Eigen::Vector2d(0.75, 0.5)), 0.05);
}

TEST(SuccessModel, HasNothingToSayWhileAllTrialsEndTheSameWay) {
  const ModelCoordinates coordinates(box(2));
  for (const bool failed : {false, true}) {
    const SuccessModel model =
        success_model_of(coordinates, 10, [failed](const Eigen::VectorXd&) { return failed; });
    EXPECT_FALSE(model.log_probability(coordinates));
    EXPECT_FALSE(success_model_of(coordinates, 0, [](const auto&) {
                   return true;
                 }).log_probability(coordinates));
  }
}

TEST(SuccessModel, IsAddedToAScoreWithItsGradient) {
  const ModelCoordinates coordinates(box(2));
  const SuccessModel model =
      success_model_of(coordinates, 30, [](const Eigen::VectorXd& u) { return u[0] > 0.6; });
  const auto penalty = model.log_probability(coordinates);
  ASSERT_TRUE(penalty);
  SearchProblem slope = *penalty;
  slope.scores = [](const Eigen::MatrixXd& points) { return Eigen::VectorXd(2.0 * points.col(0)); };
  slope.score = [](const Eigen::VectorXd& u, Eigen::VectorXd& gradient) {
    gradient = 2.0 * Eigen::VectorXd::Unit(2, 0);
    return 2.0 * u[0];
  };
  const SearchProblem both = with_penalty(slope, *penalty);
  const Eigen::Vector2d u(0.45, 0.3);
  const Eigen::VectorXd score = both.scores(u.transpose()), alone = penalty->scores(u.transpose());
  EXPECT_NEAR(score[0], 0.9 + alone[0], 1e-12);
  Eigen::VectorXd gradient;
  EXPECT_NEAR(both.score(u, gradient), score[0], 1e-9);
  for (Eigen::Index j = 0; j < 2; ++j) {
    const Eigen::Vector2d step = 1e-5 * Eigen::Vector2d::Unit(j);
    const double difference =
        both.scores((u + step).transpose())[0] - both.scores((u - step).transpose())[0];
    EXPECT_NEAR(gradient[j], difference / 2e-5, 1e-4 * (1.0 + std::abs(gradient[j])));
  }
}

}  // namespace
}  // namespace tuner
