#include "tuner/completion_rules.h"

#include <gmock/gmock.h>

#include "tests/fakes/job_fixtures.h"

namespace tuner {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

class CompletionRulesTest : public ::testing::Test {
 protected:
  void result(double value, std::optional<double> second = {}) {
    Trial trial{.id = {++number_}, .status = TrialStatus::kSucceeded, .objectives = {value}};
    if (second && spec.constraints.empty()) trial.objectives.push_back(second);
    if (second && !spec.constraints.empty()) trial.constraints = {second};
    rules.on_result(trial);
  }
  void failure() { rules.on_result({.id = {++number_}, .status = TrialStatus::kFailed}); }

  TuningJobSpec spec = small_spec(100, 1);
  CompletionRules rules{spec};

 private:
  std::uint32_t number_ = 0;
};

TEST_F(CompletionRulesTest, NothingIsMetWithoutRules) {
  for (int i = 0; i < 1000; ++i) result(0.0);
  rules.on(ConvergenceSeen{1000, 0.0, 1.0});
  EXPECT_EQ(rules.met(), std::nullopt);
}

TEST_F(CompletionRulesTest, TheTargetIsReachedAtTheValueItself) {
  spec.completion.target = 0.1;
  result(0.2);
  result(0.11);
  EXPECT_EQ(rules.met(), std::nullopt);
  result(0.1);
  EXPECT_THAT(rules.met(), Optional(HasSubstr("trial 3 reached the target: loss is 0.1")));
}

TEST_F(CompletionRulesTest, ATargetToBeMaximisedIsReachedFromBelow) {
  spec.objectives.front().goal = Goal::kMaximize;
  spec.completion.target = 0.9;
  result(0.8);
  EXPECT_EQ(rules.met(), std::nullopt);
  result(0.95);
  EXPECT_TRUE(rules.met());
}

TEST_F(CompletionRulesTest, EqualsDoNotImproveAndFailuresAreNoResults) {
  spec.completion.not_improving = 3;
  result(0.5);
  result(0.5);
  failure();
  result(0.6);
  result(0.4);
  result(0.4);
  result(0.7);
  EXPECT_EQ(rules.met(), std::nullopt);
  result(0.41);
  EXPECT_THAT(rules.met(),
              Optional(HasSubstr("the best loss, 0.4 of trial 5, was not improved by 3 results")));
}

TEST_F(CompletionRulesTest, OnlyWhatKeepsTheConstraintsReachesOrImproves) {
  spec.constraints = {{"size", {}, 10.0}};
  spec.completion.target = 0.3;
  spec.completion.not_improving = 2;
  for (int i = 0; i < 5; ++i) result(0.1, 20.0);  // nothing to improve on yet
  EXPECT_EQ(rules.met(), std::nullopt);
  result(0.5, 5.0);
  result(0.2, 11.0);
  EXPECT_EQ(rules.met(), std::nullopt);
  result(0.2, 11.0);
  EXPECT_THAT(rules.met(), Optional(HasSubstr("not improved by 2 results")));
}

TEST_F(CompletionRulesTest, AFrontImprovesWhereNothingDominatesTheResult) {
  spec.objectives.push_back({"size", Goal::kMinimize});
  spec.completion.not_improving = 2;
  result(1.0, 5.0);
  result(2.0, 4.0);
  result(2.5, 4.5);
  result(3.0, 1.0);
  result(0.5, 5.0);
  result(2.0, 4.0);
  EXPECT_EQ(rules.met(), std::nullopt);
  result(1.0, 5.0);
  EXPECT_THAT(rules.met(), Optional(HasSubstr("the front was not improved by 2 results")));
}

TEST_F(CompletionRulesTest, ConvergenceIsABoundWithinItsTolerance) {
  spec.completion.converged.emplace();
  rules.on(ConvergenceSeen{20, 0.3, 0.1});
  EXPECT_EQ(rules.met(), std::nullopt);
  rules.on(ConvergenceSeen{40, 0.05, 0.1});
  EXPECT_THAT(rules.met(), Optional(HasSubstr("converged after 40 results")));
  EXPECT_THAT(rules.met(), Optional(HasSubstr("at most 0.05 worse")));
}

TEST_F(CompletionRulesTest, OtherRulesKnowTheBestSoFar) {
  spec.completion.target = 0.5;
  result(0.4);
  ASSERT_TRUE(rules.met());
  TuningJobSpec other = spec;
  other.completion.target.reset();
  other.completion.not_improving = 2;
  rules.extend(other);
  EXPECT_EQ(rules.met(), std::nullopt);
  result(0.45);
  result(0.41);
  EXPECT_THAT(rules.met(), Optional(HasSubstr("0.4 of trial")));
}

TEST_F(CompletionRulesTest, AJobThatGoesOnCountsAnew) {
  spec.completion.not_improving = 2;
  result(0.5);
  result(0.6);
  result(0.6);
  ASSERT_TRUE(rules.met());
  rules.reopen();
  EXPECT_EQ(rules.met(), std::nullopt);
  result(0.6);
  EXPECT_EQ(rules.met(), std::nullopt);
  result(0.5);
  EXPECT_TRUE(rules.met());
}

}  // namespace
}  // namespace tuner
