#include "tuner/model/related_mean.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tuner {
namespace {

SearchSpace plane() {
  return SearchSpace::create({{"x", Continuous{0.0, 1.0}}, {"y", Continuous{0.0, 1.0}}}).value();
}

// Best at `best`; y is another way to write 1 − x where it is there at all.
std::vector<EarlierResult> task(double best, double unit, bool with_y = true) {
  std::vector<EarlierResult> results;
  for (int i = 0; i < 12; ++i) {
    const double x = (i + 0.5) / 12.0;
    Configuration configuration = {{"x", x}};
    if (with_y) configuration["y"] = std::fmod(0.37 * i, 1.0);
    results.push_back(
        {.configuration = std::move(configuration), .losses = {unit * (x - best) * (x - best)}});
  }
  return results;
}

double mean_at(const ModelCoordinates& coordinates,
               const MeanFunction& mean,
               double x,
               double y = 0.5) {
  return mean.values(coordinates.columns(Eigen::RowVector2d(x, y)))[0];
}

TEST(RelatedMean, IsLowWhereTheTasksWereGood) {
  const ModelCoordinates coordinates(plane());
  const auto mean = related_means(coordinates, {task(0.3, 1.0), task(0.35, 1e6)}, 1).front();
  ASSERT_NE(mean, nullptr);
  EXPECT_LT(mean_at(coordinates, *mean, 0.33), mean_at(coordinates, *mean, 0.7) - 1.0);
  EXPECT_LT(mean_at(coordinates, *mean, 0.33), mean_at(coordinates, *mean, 0.05) - 0.5);
}

TEST(RelatedMean, DoesNotDependOnTheUnitsOfTheLosses) {
  const ModelCoordinates coordinates(plane());
  const auto one = related_means(coordinates, {task(0.3, 1.0)}, 1).front();
  const auto other = related_means(coordinates, {task(0.3, 1e-7)}, 1).front();
  EXPECT_EQ(mean_at(coordinates, *one, 0.4), mean_at(coordinates, *other, 0.4));
}

TEST(RelatedMean, IsConstantAlongAParameterThatTheTasksLack) {
  const ModelCoordinates coordinates(plane());
  const auto mean = related_means(coordinates, {task(0.3, 1.0, false)}, 1).front();
  ASSERT_NE(mean, nullptr);
  EXPECT_NEAR(mean_at(coordinates, *mean, 0.3, 0.0), mean_at(coordinates, *mean, 0.3, 0.5), 1e-3);
}

TEST(RelatedMean, IsNothingWithoutResults) {
  const ModelCoordinates coordinates(plane());
  const std::vector<EarlierResult> misfits = {
      {.configuration = {{"x", 7.0}}, .losses = {1.0, 2.0}}};
  for (const RelatedTasks& tasks : {RelatedTasks{}, RelatedTasks{{}}, RelatedTasks{misfits}}) {
    const auto means = related_means(coordinates, tasks, 2);
    ASSERT_EQ(means.size(), 2U);
    EXPECT_EQ(means.front(), nullptr);
  }
}

TEST(RelatedMean, OfASingleResultIsFinite) {
  const ModelCoordinates coordinates(plane());
  const std::vector<EarlierResult> one = {
      {.configuration = {{"x", 0.5}, {"y", 0.5}}, .losses = {1.0}}};
  const auto mean = related_means(coordinates, {one}, 1).front();
  ASSERT_NE(mean, nullptr);
  EXPECT_TRUE(std::isfinite(mean_at(coordinates, *mean, 0.1)));
}

TEST(RelatedMean, IsOneForEachObjective) {
  const ModelCoordinates coordinates(plane());
  std::vector<EarlierResult> results = task(0.2, 1.0);
  for (EarlierResult& result : results) result.losses.push_back(-result.losses.front());
  const auto means = related_means(coordinates, {results}, 2);
  EXPECT_LT(mean_at(coordinates, *means[0], 0.2), mean_at(coordinates, *means[0], 0.9));
  EXPECT_GT(mean_at(coordinates, *means[1], 0.2), mean_at(coordinates, *means[1], 0.9));
}

}  // namespace
}  // namespace tuner
