#include "strategies/minimize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace tuner {
namespace {

SearchSpace symmetric_line() { return SearchSpace::create({{"x", Continuous{-1.0, 1.0}}}).value(); }

double x_of(const Configuration& configuration) { return std::get<double>(configuration.at("x")); }
double square(const Configuration& configuration) {
  return x_of(configuration) * x_of(configuration);
}

TEST(Minimize, ReturnsTheBestOfItsHistory) {
  const auto minimum =
      minimize(square, symmetric_line(), {.evaluations = 64, .search = {"sobol", 1}}).value();
  ASSERT_EQ(minimum.history.size(), 64u);
  EXPECT_EQ(minimum.value, square(minimum.configuration));
  for (const Evaluation& evaluation : minimum.history) EXPECT_GE(evaluation.loss, minimum.value);
  EXPECT_LT(minimum.value, 0.001);  // 64 points in 64 equal intervals
}

TEST(Minimize, EndsWhenTheSpaceIsUsedUp) {
  const auto space = SearchSpace::create({{"a", Integer{1, 3}}}).value();
  const auto value = [](const Configuration& c) {
    return -static_cast<double>(std::get<std::int64_t>(c.at("a")));
  };
  const auto minimum = minimize(value, space, {.evaluations = 50, .search = {"random", 1}}).value();
  EXPECT_EQ(minimum.history.size(), 3u);
  EXPECT_EQ(minimum.value, -3.0);
}

TEST(Minimize, SurvivesEvaluationsThatThrowOrAreNotFinite) {
  const auto partial = [](const Configuration& c) {
    if (x_of(c) < -0.5) throw std::runtime_error("too far left");
    return x_of(c) < 0.0 ? std::nan("") : x_of(c);
  };
  const auto minimum =
      minimize(partial, symmetric_line(), {.evaluations = 64, .search = {"sobol", 1}}).value();
  EXPECT_EQ(minimum.history.size(), 64u);
  EXPECT_GE(minimum.value, 0.0);
}

TEST(Minimize, SaysWhyNothingSucceeded) {
  const auto broken = [](const Configuration&) -> double {
    throw std::runtime_error("no licence");
  };
  const Error error =
      minimize(broken, symmetric_line(), {.evaluations = 3, .search = {"random", 1}}).error();
  EXPECT_EQ(error.code, ErrorCode::kFailedPrecondition);
  EXPECT_EQ(error.message, "none of 3 evaluations succeeded: no licence");
}

TEST(Minimize, PassesOnWhatTheStrategyRefuses) {
  EXPECT_EQ(minimize(square, symmetric_line(), {.search = {"grid", 1}}).error().at,
            "/parameters/x/step");
}

}  // namespace
}  // namespace tuner
