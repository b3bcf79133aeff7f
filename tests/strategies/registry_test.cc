#include "strategies/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tuner {
namespace {

TuningJobSpec spec(std::string strategy) {
  TuningJobSpec result;
  result.objectives = {{"loss"}};
  result.parameters = {{"a", Integer{1, 3}}};
  result.strategy = std::move(strategy);
  result.seed = 3;
  return result;
}

TEST(Registry, MakesEveryStrategyThatItNames) {
  for (const std::string& name : strategy_names()) {
    const auto strategy = make_strategy(spec(name));
    ASSERT_TRUE(strategy) << name << ": " << to_string(strategy.error());
    EXPECT_EQ((*strategy)->ask({1}, 1)->size(), 1u) << name;
  }
}

TEST(Registry, RefusesAnUnknownNameWithTheNearestAndTheList) {
  const Error error = make_strategy(spec("sobel")).error();
  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(error.at, "/strategy");
  EXPECT_THAT(error.message, testing::StartsWith("there is no strategy 'sobel': choose one of '"));
  EXPECT_THAT(error.message, testing::HasSubstr("'grid'"));
  EXPECT_THAT(error.message, testing::EndsWith("; did you mean 'sobol'?"));
}

TEST(Registry, RefusesSeveralObjectivesForAStrategyOfOne) {
  for (const std::string& name : strategy_names()) {
    auto job = spec(name);
    job.objectives.push_back({"size"});
    const auto strategy = make_strategy(job);
    if (name == "auto" || name == "tpe" || name == "cma_es") {
      ASSERT_FALSE(strategy) << name;
      EXPECT_EQ(strategy.error().at, "/strategy");
      EXPECT_EQ(strategy.error().message,
                "the strategy '" + name + "' is for one objective: choose one of 'bayesian', " +
                    "'nsga_ii', 'random', 'sobol', 'grid'");
      continue;
    }
    ASSERT_TRUE(strategy) << name << ": " << to_string(strategy.error());
    const Suggestion suggestion = (*strategy)->ask({1}, 1)->front();
    (*strategy)->tell({{1}, suggestion, TrialStatus::kSucceeded, FailureClass::kNone, {1.0, 2.0}});
  }
}

TEST(Registry, PassesTheSeedOn) {
  auto one = spec("random"), other = spec("random");
  one.parameters = other.parameters = {{"x", Continuous{}}};
  other.seed = 4;
  const auto first = [](const TuningJobSpec& s) {
    return (*make_strategy(s))->ask({1}, 1).value();
  };
  EXPECT_EQ(first(one), first(one));
  EXPECT_NE(first(one), first(other));
}

TEST(Registry, ReportsParametersThatAreNoSpace) {
  auto broken = spec("random");
  broken.parameters[0].domain = Integer{3, 1};
  EXPECT_EQ(make_strategy(broken).error().at, "/parameters/a/min");
}

TEST(Registry, PutsEarlyStoppingAroundTheStrategy) {
  const auto stops = [](bool median) {
    auto job = spec("random");
    job.early_stopping.median = median;
    const auto strategy = make_strategy(job).value();
    Verdict verdict;
    for (std::uint32_t trial = 1; trial <= 6; ++trial) {
      for (std::int64_t step = 0; step < 4; ++step) {
        verdict = strategy->watch({{trial}, step, static_cast<double>(trial)});
      }
      strategy->tell({{trial}, {}, TrialStatus::kSucceeded, FailureClass::kNone, {1.0}});
    }
    return verdict.has_value();
  };
  EXPECT_TRUE(stops(true));
  EXPECT_FALSE(stops(false));
}

}  // namespace
}  // namespace tuner
