#include "strategies/early_stop.h"

#include <gtest/gtest.h>

#include "strategies/random.h"
#include "tests/contract/strategy_contract.h"
#include "tests/fakes/job_fixtures.h"

namespace tuner {
namespace {

TuningJobSpec spec_with(const EarlyStopping& rules) {
  TuningJobSpec spec = small_spec(100, 1);
  spec.early_stopping = rules;
  return spec;
}

EarlyStopping median_rule() {
  EarlyStopping rules;
  rules.median = true;
  return rules;
}

Result<std::unique_ptr<Strategy>> make_around_random(SearchSpace space, std::uint64_t seed) {
  return std::make_unique<EarlyStop>(spec_with(median_rule()), make_random(std::move(space), seed));
}

INSTANTIATE_TEST_SUITE_P(EarlyStop,
                         StrategyContract,
                         testing::Values(StrategyCase{make_around_random}));

class MedianRule : public testing::Test {
 protected:
  // Steps 0, 1, …; the verdict on the last.
  Verdict watch(std::uint32_t trial, const std::vector<double>& losses) {
    Verdict verdict;
    for (std::size_t step = 0; step < losses.size(); ++step) {
      verdict = rule.watch({{trial}, static_cast<std::int64_t>(step), losses[step]});
    }
    return verdict;
  }
  void end(std::uint32_t trial, TrialStatus status = TrialStatus::kSucceeded) {
    rule.tell({{trial}, {}, status, FailureClass::kNone, {}});
  }
  // Trials 1 to 5 whose losses stand at 1, 2, 3, 4, 5.
  void complete_five() {
    for (std::uint32_t trial = 1; trial <= 5; ++trial) {
      watch(trial, std::vector<double>(6, trial));
      end(trial);
    }
  }

  EarlyStop rule{spec_with(median_rule()), make_random(SearchSpace(), 1)};
};

TEST_F(MedianRule, StopsWhatIsWorseThanTheMedian) {
  complete_five();
  EXPECT_TRUE(watch(6, {9, 9, 9, 3.01}));
  EXPECT_FALSE(watch(7, {9, 9, 9, 3.0}));
  EXPECT_FALSE(watch(8, {9, 9, 9, 1.0}));
}

TEST_F(MedianRule, SaysWhatItCompared) {
  complete_five();
  const Verdict verdict = watch(6, {9, 9, 9, 3.01});
  EXPECT_EQ(
      verdict,
      (StopReason{"median", 3, StopComparison{3.01, 3.0, "the median of 5 completed trials"}}));
  EXPECT_EQ(
      describe(*verdict, {"accuracy", Goal::kMaximize}),
      "stopped early by the rule 'median' at step 3: accuracy -3.01 is not better than -3, the "
      "median of 5 completed trials");
}

TEST_F(MedianRule, DoesNotJudgeTheFirstThreeValues) {
  complete_five();
  EXPECT_FALSE(watch(6, {9, 9, 9}));
  EXPECT_TRUE(watch(7, {9, 9, 9, 9}));
}

TEST_F(MedianRule, DoesNotCompareWithTrialsThatViolateAConstraint) {
  for (std::uint32_t trial = 1; trial <= 10; ++trial) {
    const bool violates = trial > 5;
    watch(trial, std::vector<double>(6, violates ? 1.0 : 5.0));
    Outcome outcome{.trial = {trial}, .suggestion = {}, .losses = {1.0}};
    outcome.excesses = {violates ? 0.5 : 0.0};
    rule.tell(outcome);
  }
  EXPECT_FALSE(watch(11, {9, 9, 9, 4.9}));
  EXPECT_TRUE(watch(12, {9, 9, 9, 5.1}));
}

TEST_F(MedianRule, WaitsForFiveCompletedTrials) {
  for (std::uint32_t trial = 1; trial <= 4; ++trial) {
    watch(trial, {1, 1, 1, 1});
    end(trial);
  }
  EXPECT_FALSE(watch(6, {9, 9, 9, 9}));
  watch(5, {1, 1, 1, 1});
  EXPECT_FALSE(watch(7, {9, 9, 9, 9}));  // the fifth still runs
  end(5);
  EXPECT_TRUE(watch(8, {9, 9, 9, 9}));
}

TEST_F(MedianRule, ComparesWithTheMeanUpToTheSameStep) {
  for (std::uint32_t trial = 1; trial <= 5; ++trial) {
    watch(trial, {8, 6, 4, 2, -1000});
    end(trial);
  }
  EXPECT_FALSE(watch(6, {9, 9, 9, 4.9}));  // (8 + 6 + 4 + 2) / 4 = 5
  EXPECT_TRUE(watch(7, {9, 9, 9, 5.1}));
}

TEST_F(MedianRule, AnEvenNumberOfTrialsHasTheMeanOfTheMiddleTwo) {
  complete_five();
  watch(6, {4, 4, 4, 4});
  end(6);  // 1 2 3 4 4 5
  EXPECT_FALSE(watch(7, {9, 9, 9, 3.4}));
  EXPECT_TRUE(watch(8, {9, 9, 9, 3.6}));
}

TEST_F(MedianRule, StoppedAndFailedTrialsDoNotCount) {
  complete_five();
  for (const auto status :
       {TrialStatus::kStoppedEarly, TrialStatus::kFailed, TrialStatus::kCancelled}) {
    watch(6, {-9, -9, -9, -9});
    end(6, status);
  }
  EXPECT_FALSE(watch(7, {9, 9, 9, 3.0}));
}

TEST_F(MedianRule, ARetriedTrialStartsAgain) {
  complete_five();
  watch(6, {9, 9, 9});
  EXPECT_FALSE(watch(6, {9, 9, 9}));
  EXPECT_TRUE(rule.watch({{6}, 3, 9.0}));
}

TEST_F(MedianRule, ATrialWithoutValuesIsNoComparison) {
  for (std::uint32_t trial = 1; trial <= 9; ++trial) end(trial);
  EXPECT_FALSE(watch(10, {9, 9, 9, 9}));
}

}  // namespace
}  // namespace tuner
