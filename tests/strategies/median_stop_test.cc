#include "strategies/median_stop.h"

#include <gtest/gtest.h>

#include "strategies/random.h"
#include "tests/contract/strategy_contract.h"

namespace tuner {
namespace {

Result<std::unique_ptr<Strategy>> make_around_random(SearchSpace space, std::uint64_t seed) {
  return std::make_unique<MedianStop>(make_random(std::move(space), seed));
}

INSTANTIATE_TEST_SUITE_P(MedianStop,
                         StrategyContract,
                         testing::Values(StrategyCase{make_around_random}));

class MedianStopRule : public testing::Test {
 protected:
  // Steps 0, 1, …; the verdict on the last.
  Verdict watch(std::uint32_t trial, const std::vector<double>& losses) {
    Verdict verdict = Verdict::kContinue;
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

  MedianStop rule{make_random(SearchSpace(), 1)};
};

TEST_F(MedianStopRule, StopsWhatIsWorseThanTheMedian) {
  complete_five();
  EXPECT_EQ(watch(6, {9, 9, 9, 3.01}), Verdict::kStop);
  EXPECT_EQ(watch(7, {9, 9, 9, 3.0}), Verdict::kContinue);
  EXPECT_EQ(watch(8, {9, 9, 9, 1.0}), Verdict::kContinue);
}

TEST_F(MedianStopRule, DoesNotJudgeTheFirstThreeValues) {
  complete_five();
  EXPECT_EQ(watch(6, {9, 9, 9}), Verdict::kContinue);
  EXPECT_EQ(watch(7, {9, 9, 9, 9}), Verdict::kStop);
}

TEST_F(MedianStopRule, DoesNotCompareWithTrialsThatViolateAConstraint) {
  for (std::uint32_t trial = 1; trial <= 10; ++trial) {
    const bool violates = trial > 5;
    watch(trial, std::vector<double>(6, violates ? 1.0 : 5.0));
    Outcome outcome{.trial = {trial}, .suggestion = {}, .losses = {1.0}};
    outcome.excesses = {violates ? 0.5 : 0.0};
    rule.tell(outcome);
  }
  EXPECT_EQ(watch(11, {9, 9, 9, 4.9}), Verdict::kContinue);
  EXPECT_EQ(watch(12, {9, 9, 9, 5.1}), Verdict::kStop);
}

TEST_F(MedianStopRule, WaitsForFiveCompletedTrials) {
  for (std::uint32_t trial = 1; trial <= 4; ++trial) {
    watch(trial, {1, 1, 1, 1});
    end(trial);
  }
  EXPECT_EQ(watch(6, {9, 9, 9, 9}), Verdict::kContinue);
  watch(5, {1, 1, 1, 1});
  EXPECT_EQ(watch(7, {9, 9, 9, 9}), Verdict::kContinue);  // the fifth still runs
  end(5);
  EXPECT_EQ(watch(8, {9, 9, 9, 9}), Verdict::kStop);
}

TEST_F(MedianStopRule, ComparesWithTheMeanUpToTheSameStep) {
  for (std::uint32_t trial = 1; trial <= 5; ++trial) {
    watch(trial, {8, 6, 4, 2, -1000});
    end(trial);
  }
  EXPECT_EQ(watch(6, {9, 9, 9, 4.9}), Verdict::kContinue);  // (8 + 6 + 4 + 2) / 4 = 5
  EXPECT_EQ(watch(7, {9, 9, 9, 5.1}), Verdict::kStop);
}

TEST_F(MedianStopRule, AnEvenNumberOfTrialsHasTheMeanOfTheMiddleTwo) {
  complete_five();
  watch(6, {4, 4, 4, 4});
  end(6);  // 1 2 3 4 4 5
  EXPECT_EQ(watch(7, {9, 9, 9, 3.4}), Verdict::kContinue);
  EXPECT_EQ(watch(8, {9, 9, 9, 3.6}), Verdict::kStop);
}

TEST_F(MedianStopRule, StoppedAndFailedTrialsDoNotCount) {
  complete_five();
  for (const auto status :
       {TrialStatus::kStoppedEarly, TrialStatus::kFailed, TrialStatus::kCancelled}) {
    watch(6, {-9, -9, -9, -9});
    end(6, status);
  }
  EXPECT_EQ(watch(7, {9, 9, 9, 3.0}), Verdict::kContinue);
}

TEST_F(MedianStopRule, ARetriedTrialStartsAgain) {
  complete_five();
  watch(6, {9, 9, 9});
  EXPECT_EQ(watch(6, {9, 9, 9}), Verdict::kContinue);
  EXPECT_EQ(rule.watch({{6}, 3, 9.0}), Verdict::kStop);
}

TEST_F(MedianStopRule, ATrialWithoutValuesIsNoComparison) {
  for (std::uint32_t trial = 1; trial <= 9; ++trial) end(trial);
  EXPECT_EQ(watch(10, {9, 9, 9, 9}), Verdict::kContinue);
}

}  // namespace
}  // namespace tuner
