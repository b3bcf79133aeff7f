#include "metrics/series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/metrics/report_fixture.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<Objective> kMinimize{{"val:loss", Goal::kMinimize}};
const std::vector<Objective> kMaximize{{"val:loss", Goal::kMaximize}};

std::vector<std::pair<double, double>> points(const Curve& curve) {
  std::vector<std::pair<double, double>> pairs;
  for (const CurvePoint& point : curve) pairs.emplace_back(point.x, point.value);
  return pairs;
}

std::pair<double, double> at(double x, double value) { return {x, value}; }

TEST(Series, BestImprovesInTheDirectionOfTheGoal) {
  const auto trials = make_successes({0.5, 0.7, 0.4, 0.4, 0.9});
  EXPECT_THAT(points(best_by_trial(trials, {kMinimize})), ElementsAre(at(1, 0.5), at(3, 0.4)));
  EXPECT_THAT(points(best_by_trial(trials, {kMaximize})),
              ElementsAre(at(1, 0.5), at(2, 0.7), at(5, 0.9)));
}

TEST(Series, TrialsWithoutAValueCostATrialAndGiveNoPoint) {
  auto trials = make_successes({NAN, -INFINITY, 0.1, 0.5, 0.2});
  trials[2].status = TrialStatus::kFailed;
  trials[4].status = TrialStatus::kStoppedEarly;
  EXPECT_THAT(points(best_by_trial(trials, {kMinimize})), ElementsAre(at(4, 0.5), at(5, 0.2)));
  EXPECT_THAT(best_by_trial(std::span(trials).first(3), {kMinimize}), IsEmpty());
}

TEST(Series, TimeFollowsTheEndsOfTrialsAndNotTheirNumbers) {
  auto trials = make_successes({0.5, 0.3, 0.4});
  trials[1].ended_at = kStart + std::chrono::seconds(500);
  EXPECT_THAT(points(best_by_time(trials, {kMinimize}, kStart)),
              ElementsAre(at(120, 0.5), at(240, 0.4), at(500, 0.3)));
}

TEST(Series, ALearningCurveKeepsTheLastValueOfEachStep) {
  const std::vector<MetricPoint> printed{
      {"a", 3.0, 2, kStart}, {"a", 1.0, 0, kStart}, {"b", 9.0, 1, kStart}, {"a", 4.0, 2, kStart}};
  EXPECT_THAT(points(learning_curve(printed, "a", TrialId{1})),
              ElementsAre(at(0, 1.0), at(2, 4.0)));
}

TEST(Series, AlignedCurvesHoldEachValueUntilTheNext) {
  const std::vector<Curve> curves{{{2.0, 0.5}, {4.0, 0.25}}, {}};
  const std::vector<double> where{1.0, 2.0, 3.0, 4.0, 100.0};
  const auto rows = aligned(curves, where);
  EXPECT_THAT(rows[0], ElementsAre(std::nullopt, 0.5, 0.5, 0.25, 0.25));
  EXPECT_THAT(rows[1],
              ElementsAre(std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt));
}

TEST(Series, ATargetIsReachedWhereTheCurveIsAsGood) {
  const Curve rising{{1.0, 0.5}, {4.0, 0.75}};
  EXPECT_EQ(first_reaching(rising, 0.75, kMaximize[0]), 4.0);
  EXPECT_EQ(first_reaching(rising, 0.6, kMaximize[0]), 4.0);
  EXPECT_EQ(first_reaching(rising, 0.8, kMaximize[0]), std::nullopt);
  EXPECT_EQ(first_reaching(rising, 0.5, kMinimize[0]), 1.0);
}

}  // namespace
}  // namespace tuner
