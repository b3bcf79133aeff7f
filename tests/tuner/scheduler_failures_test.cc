// What becomes of trials that fail, and of their job.
#include <gmock/gmock.h>

#include <limits>

#include "tests/tuner/scheduler_fixture.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(SchedulerTest, WhatTheLogSaysGivesAFailureItsClass) {
  start(4, 4);
  spec.retries = 1;
  step({JobOpened{}});
  const auto failing = [](std::uint32_t trial, FailureClass failure, std::uint32_t attempt = 1) {
    RunEnded event{{trial},
                   attempt,
                   {.phase = RunPhase::kEnded, .end = RunEnd::kUserError, .reason = "exit code 1"},
                   "tail",
                   ""};
    event.evidence = LogEvidence{failure, "the line"};
    return event;
  };
  EXPECT_TRUE(
      step({failing(1, FailureClass::kOutOfMemory), failing(2, FailureClass::kDiverged)}).empty());
  EXPECT_EQ(trial(1).failure, FailureClass::kOutOfMemory);
  EXPECT_EQ(trial(1).reason, "exit code 1; its log says: the line");
  EXPECT_EQ(trial(2).failure, FailureClass::kDiverged);
  EXPECT_THAT(step({failing(3, FailureClass::kInfrastructure)}),
              ElementsAre(start_of(3, 2, milliseconds{1000})));
  EXPECT_TRUE(step({failing(3, FailureClass::kInfrastructure, 2)}).empty());
  EXPECT_EQ(trial(3).failure, FailureClass::kInfrastructure);
  EXPECT_THAT(trial(3).reason, HasSubstr("the line (attempt 2 of 2)"));
}

TEST_F(SchedulerTest, PreemptionsDoNotCountAgainstTheRetriesButAreNotEndless) {
  start(1, 1);
  spec.retries = 1;
  step({JobOpened{}});
  std::uint32_t attempt = 1;
  for (; attempt <= kMostPreemptions; ++attempt) {
    EXPECT_EQ(step({ended(1, RunEnd::kPreempted, attempt)}).size(), 1U);
    if (attempt != 7) continue;
    EXPECT_EQ(step({ended(1, RunEnd::kInfrastructure, ++attempt)}).size(), 1U);  // the one retry
  }
  step({ended(1, RunEnd::kPreempted, attempt++)});
  EXPECT_EQ(trial(1).status, TrialStatus::kPending);
  step({ended(1, RunEnd::kPreempted, attempt)});
  EXPECT_EQ(trial(1).failure, FailureClass::kPreempted);
  EXPECT_THAT(trial(1).reason, HasSubstr("as 50 attempts before"));
}

TEST_F(SchedulerTest, WhatATrainingSaysOfItsFailureIsTheWholeReason) {
  start(3, 3);
  step({JobOpened{}});
  const auto failing = [](std::uint32_t trial, std::string reason, bool said_by_training) {
    return RunEnded{{trial},
                    1,
                    {.phase = RunPhase::kEnded,
                     .end = RunEnd::kUserError,
                     .exit_code = 3,
                     .reason = std::move(reason),
                     .said_by_training = said_by_training},
                    "the log",
                    "",
                    {}};
  };
  RunEnded known = failing(2, "no data", true);
  known.evidence = LogEvidence{FailureClass::kDiverged, "Loss is NaN"};
  step({failing(1, "no data", true), known, failing(3, "it ended with exit code 3", false)});
  EXPECT_EQ(trial(1).reason, "no data");
  EXPECT_EQ(trial(2).reason, "no data");
  EXPECT_EQ(trial(2).failure, FailureClass::kDiverged);
  EXPECT_EQ(trial(3).reason, "it ended with exit code 3; the last lines of its log:\nthe log");
}

TEST_F(SchedulerTest, AHopelessJobSaysWhatItsTrialsDiedOf) {
  start(10, 1);
  step({JobOpened{}});
  for (std::uint32_t trial = 1; trial <= 5; ++trial) {
    step({RunEnded{
        {trial},
        1,
        {.phase = RunPhase::kEnded,
         .end = RunEnd::kUserError,
         .reason = "the training ended with exit code 1"},
        "Traceback (most recent call last):\nModuleNotFoundError: No module named 'torch'\n",
        ""}});
  }
  ASSERT_TRUE(scheduler->ended());
  EXPECT_EQ(
      scheduler->ended()->why,
      "the first 5 trials that ended have all failed in the same way, as user error: the training "
      "ended with exit code 1: ModuleNotFoundError: No module named 'torch'");
}

TEST_F(SchedulerTest, AJobWhoseTrialsFailInDifferentWaysIsHopelessLater) {
  start(20, 1);
  step({JobOpened{}});
  for (std::uint32_t trial = 1; trial <= 10; ++trial) {
    EXPECT_FALSE(scheduler->ended()) << "after " << trial - 1;
    step({ended(trial, trial == 3 ? RunEnd::kOutOfMemory : RunEnd::kUserError)});
  }
  ASSERT_TRUE(scheduler->ended());
  EXPECT_THAT(scheduler->ended()->why,
              HasSubstr("the first 10 trials that ended have all failed; trial 1 as user error"));
}

TEST_F(SchedulerTest, FailuresAreCountedAnewWhereAJobGoesOn) {
  start(20, 1);
  spec.limits.failures = 2;
  restart();
  step({JobOpened{}});
  for (const std::uint32_t trial : {1, 2}) step({ended(trial, RunEnd::kUserError)});
  EXPECT_EQ(scheduler->ended()->why, "2 trials have failed");
  step({JobOpened{.repeats = true}});
  for (const std::uint32_t trial : {3, 4}) step({ended(trial, RunEnd::kUserError)});
  EXPECT_EQ(scheduler->ended()->why, "2 further trials have failed");
}

// Nobody says how long it ran.
TEST_F(SchedulerTest, ALostRunCountsAsLongAsItWasSeenToRun) {
  start(1, 1);
  spec.limits.training_time = milliseconds{5'000};
  restart();
  step({JobOpened{}});
  step({started(1)}, milliseconds{1'000});
  step({ended(1, RunEnd::kLost)}, milliseconds{4'000});
  EXPECT_EQ(trial(1).ran_for, milliseconds{3'000});
  step({started(1, 2)}, milliseconds{5'000});
  EXPECT_EQ(scheduler->next_deadline(), milliseconds{7'000});
}

TEST_F(SchedulerTest, ATrialWithoutItsObjectiveFailsAndShowsDefinitionAndLog) {
  start(2, 1);
  step({JobOpened{}});
  step({ended(1, RunEnd::kSucceeded)});
  EXPECT_EQ(trial(1).status, TrialStatus::kFailed);
  EXPECT_EQ(trial(1).failure, FailureClass::kMetricMissing);
  EXPECT_THAT(trial(1).reason, HasSubstr("loss=([-+.0-9a-z]+)"));
  EXPECT_THAT(trial(1).reason, HasSubstr("tail"));
  EXPECT_TRUE(strategy.told[0].losses.empty());
}

TEST_F(SchedulerTest, ANotFiniteLastValueIsDiverged) {
  start(2, 1);
  step({JobOpened{}});
  step({saw(1, std::numeric_limits<double>::quiet_NaN()), ended(1, RunEnd::kSucceeded)});
  EXPECT_EQ(trial(1).failure, FailureClass::kDiverged);
}

TEST_F(SchedulerTest, AnOverTimeTrialCountsItsLastValue) {
  start(3, 1);
  step({JobOpened{}});
  step({saw(1, 0.3), ended(1, RunEnd::kTimeLimit)});
  EXPECT_EQ(trial(1).status, TrialStatus::kStoppedEarly);
  EXPECT_THAT(strategy.told[0].losses, ElementsAre(0.3));
  step({ended(2, RunEnd::kTimeLimit)});
  EXPECT_EQ(trial(2).failure, FailureClass::kTimeLimit);
}

TEST_F(SchedulerTest, ALostRunIsTriedAgainLaterAndAtMostSoOften) {
  start(1, 1);
  spec.retries = 2;
  step({JobOpened{}});
  EXPECT_THAT(step({saw(1, 0.5), ended(1, RunEnd::kLost)}, milliseconds{100}),
              ElementsAre(start_of(1, 2, milliseconds{1'100})));
  EXPECT_EQ(trial(1).status, TrialStatus::kPending);
  EXPECT_EQ(trial(1).objectives[0], std::nullopt) << "a new attempt starts with no value";
  EXPECT_THAT(step({ended(1, RunEnd::kInfrastructure, 2)}, milliseconds{200}),
              ElementsAre(start_of(1, 3, milliseconds{2'200})));
  step({ended(1, RunEnd::kLost, 3)}, milliseconds{300});
  EXPECT_EQ(trial(1).failure, FailureClass::kInfrastructure);
  EXPECT_EQ(trial(1).attempts, 3u);
}

TEST_F(SchedulerTest, NoAttemptBeginsWhereThoseBeforeHaveUsedUpTheTimeOfTheTrial) {
  start(2, 1);
  spec.limits.trial_time = milliseconds{5'000};
  step({JobOpened{}});
  auto lost = std::get<RunEnded>(ended(1, RunEnd::kLost));
  lost.status.ran_for = milliseconds{3'000};
  EXPECT_THAT(step({lost}), ElementsAre(start_of(1, 2, milliseconds{1'000})));
  lost.attempt = 2;
  lost.status.ran_for = milliseconds{2'000};
  EXPECT_THAT(step({lost}), ElementsAre(start_of(2)));
  EXPECT_EQ(trial(1).failure, FailureClass::kTimeLimit);
  EXPECT_THAT(trial(1).reason, HasSubstr("its attempts have used up its time limit"));
}

TEST_F(SchedulerTest, AUserErrorIsNeverTriedAgain) {
  start(2, 1);
  step({JobOpened{}});
  EXPECT_THAT(step({ended(1, RunEnd::kUserError)}), ElementsAre(start_of(2)));
  EXPECT_EQ(trial(1).failure, FailureClass::kUserError);
}

TEST_F(SchedulerTest, ARunThatCannotBeStartedFailsItsTrial) {
  start(2, 1);
  step({JobOpened{}});
  step({SubmitFailed{{1}, 1, "no such command"}});
  EXPECT_EQ(trial(1).status, TrialStatus::kFailed);
  EXPECT_THAT(trial(1).reason, HasSubstr("no such command"));
}

TEST_F(SchedulerTest, FiveFailuresWithoutAnySuccessEndTheJob) {
  start(100, 1);
  step({JobOpened{}});
  for (std::uint32_t number = 1; number <= 4; ++number) {
    EXPECT_EQ(step({ended(number, RunEnd::kUserError)}).size(), 1u);
  }
  const std::vector<Action> last = step({ended(5, RunEnd::kUserError)});
  ASSERT_EQ(last.size(), 1u);
  EXPECT_EQ(std::get<EndJob>(last[0]).status, JobStatus::kFailed);
}

TEST_F(SchedulerTest, AJobWhoseTrialsHaveAllFailedHasFailed) {
  start(2, 1);
  step({JobOpened{}});
  step({SubmitFailed{{1}, 1, "no such command"}});
  EXPECT_THAT(step({SubmitFailed{{2}, 1, "no such command"}}),
              ElementsAre(EndJob{JobStatus::kFailed,
                                 "its 2 trials have all failed in the same way, as user error: no "
                                 "such command"}));
}

TEST_F(SchedulerTest, AJobWithOneTrialThatHasNotFailedIsCompleted) {
  start(2, 1);
  step({JobOpened{}});
  step({SubmitFailed{{1}, 1, "no such command"}});
  step({StopRequested{.trial = TrialId{2}}});
  EXPECT_THAT(step({ended(2, RunEnd::kStopped)}),
              ElementsAre(EndJob{JobStatus::kCompleted, "all trials are done"}));
}

TEST_F(SchedulerTest, ALimitOfFailuresReplacesTheRuleOfFive) {
  start(100, 1);
  spec.limits.failures = 7;
  step({JobOpened{}});
  for (std::uint32_t number = 1; number <= 6; ++number) {
    EXPECT_THAT(step({ended(number, RunEnd::kUserError)}), ElementsAre(start_of(number + 1)));
  }
  EXPECT_EQ(std::get<EndJob>(step({ended(7, RunEnd::kUserError)}).at(0)).status,
            JobStatus::kFailed);
}

TEST_F(SchedulerTest, TheLimitOfFailuresStopsTheOthersAndThenEnds) {
  start(100, 2);
  spec.limits.failures = 1;
  step({JobOpened{}});
  const std::vector<Action> actions = step({saw(1, 0.1), ended(2, RunEnd::kUserError)});
  ASSERT_EQ(actions.size(), 1u);
  EXPECT_EQ(std::get<StopRun>(actions[0]).trial, TrialId{1});
  const std::vector<Action> last = step({ended(1, RunEnd::kStopped)});
  EXPECT_EQ(trial(1).status, TrialStatus::kCancelled);
  EXPECT_EQ(std::get<EndJob>(last.back()).status, JobStatus::kFailed);
}

TEST_F(SchedulerTest, ATrialWithoutTheValueOfAConstraintFails) {
  start(2, 1);
  spec.constraints = {{"ms", {}, 20.0}};
  restart();
  step({JobOpened{}});
  step({saw(1, 0.5), ended(1, RunEnd::kSucceeded)});
  EXPECT_EQ(trial(1).failure, FailureClass::kMetricMissing);
  EXPECT_THAT(trial(1).reason, HasSubstr("the metric of the constraint 'ms' never appeared"));
  step({saw(2, 0.5),
        saw(2, std::numeric_limits<double>::quiet_NaN(), 1, "ms"),
        ended(2, RunEnd::kSucceeded)});
  EXPECT_EQ(trial(2).failure, FailureClass::kDiverged);
  EXPECT_TRUE(strategy.told[1].excesses.empty());
}

}  // namespace
}  // namespace tuner
