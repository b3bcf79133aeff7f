// What a wish to stop does to the trials of a job, and what becomes of it later.
#include <gmock/gmock.h>

#include <span>

#include "tests/tuner/scheduler_fixture.h"

namespace tuner {
namespace {

using testing::ElementsAre;

TEST_F(SchedulerTest, DrainingLetsTheRunningTrialsEnd) {
  start(100, 2);
  step({JobOpened{}});
  EXPECT_TRUE(step({StopRequested{StopMode::kDrain}}).empty());
  EXPECT_TRUE(step({saw(1, 1.0), ended(1, RunEnd::kSucceeded)}).empty());
  const std::vector<Action> last = step({saw(2, 1.0), ended(2, RunEnd::kSucceeded)});
  EXPECT_EQ(std::get<EndJob>(last.at(0)).status, JobStatus::kStopped);
}

TEST_F(SchedulerTest, AJobWhoseLastTrialIsCutShortByDrainingIsStoppedAndGoesOn) {
  start(1, 1);
  step({JobOpened{}});
  step({StopRequested{StopMode::kDrain}});
  const std::vector<Action> last = step({ended(1, RunEnd::kStopped)});
  EXPECT_EQ(std::get<EndJob>(last.at(0)).status, JobStatus::kStopped);
  const std::vector<Action> again = step({JobOpened{.repeats = true}});
  EXPECT_EQ(std::get<StartRun>(again.at(0)).suggestion.resume_from, TrialId{1});
}

StopRequested stop_of(std::uint32_t trial) {
  return {.mode = StopMode::kStop, .trial = TrialId{trial}};
}

TEST_F(SchedulerTest, ATrialThatIsStoppedAloneCountsWithItsLastValue) {
  start(3, 2);
  step({JobOpened{}});
  const auto actions = step({saw(1, 3.0), stop_of(1)});
  ASSERT_EQ(actions.size(), 1U);
  EXPECT_EQ(std::get<StopRun>(actions[0]).trial, TrialId{1});
  EXPECT_TRUE(step({stop_of(1), stop_of(99)}).empty()) << "it is asked once";
  EXPECT_THAT(step({ended(1, RunEnd::kUserError)}), ElementsAre(start_of(3)));
  EXPECT_EQ(trial(1).status, TrialStatus::kStoppedEarly);
  EXPECT_EQ(trial(1).reason, "stopped on request; its last value counts");
  EXPECT_THAT(strategy.told[0].losses, ElementsAre(3.0));
  EXPECT_EQ(trial(2).status, TrialStatus::kPending);
}

TEST_F(SchedulerTest, ATrialThatIsStoppedAloneWithoutAValueIsCancelledAndNotTriedAgain) {
  start(2, 1);
  step({JobOpened{}});
  step({stop_of(1)});
  EXPECT_THAT(step({ended(1, RunEnd::kInfrastructure)}), ElementsAre(start_of(2)));
  EXPECT_EQ(trial(1).status, TrialStatus::kCancelled);
  EXPECT_EQ(trial(1).reason, "stopped on request");
  step({saw(2, 1.0), ended(2, RunEnd::kSucceeded), stop_of(2)});
  EXPECT_EQ(trial(2).status, TrialStatus::kSucceeded);
}

TEST_F(SchedulerTest, AStoppedJobGoesOnWhenItIsOpenedAgain) {
  start(3, 1);
  step({JobOpened{}});
  step({StopRequested{StopMode::kStop}});
  step({ended(1, RunEnd::kStopped)});
  EXPECT_EQ(scheduler->ended()->status, JobStatus::kStopped);
  EXPECT_THAT(step({JobOpened{}}), ElementsAre(start_of(2)));
}

TEST_F(SchedulerTest, WhatAStopHadCutShortIsTriedAgainAndCountsOnce) {
  const auto again = [](std::uint32_t number, std::uint32_t earlier) -> Action {
    return StartRun{{number},
                    1,
                    {.configuration = {{"x", std::int64_t{earlier}}},
                     .budget = {},
                     .resume_from = TrialId{earlier}}};
  };
  start(4, 2);
  std::vector<StepRecord> log;
  const auto live = [&](std::vector<Event> events) {
    std::vector<Action> actions = step(events);
    log.push_back({log.size() + 1, {}, {}, std::move(events), actions});
    return actions;
  };
  live({JobOpened{.repeats = true}});
  live({saw(1, 0.5), ended(1, RunEnd::kSucceeded)});
  live({StopRequested{StopMode::kStop}});
  live({ended(2, RunEnd::kStopped), ended(3, RunEnd::kStopped)});
  ASSERT_TRUE(scheduler->ended());
  EXPECT_THAT(live({JobOpened{.repeats = true}}), ElementsAre(again(4, 2), again(5, 3)));
  EXPECT_EQ(strategy.recalled, 2U);
  EXPECT_THAT(live({ended(4, RunEnd::kSucceeded)}), ElementsAre(start_of(6)));
  live({saw(5, 0.5), ended(5, RunEnd::kSucceeded)});
  EXPECT_THAT(live({ended(6, RunEnd::kSucceeded)}),
              ElementsAre(EndJob{JobStatus::kCompleted, "all trials are done"}));
  for (const auto how : {Scheduler::Replay::kRecall, Scheduler::Replay::kAskAgain}) {
    strategy = CountingStrategy();
    restart();
    for (const StepRecord& each : log) {
      const Result<void> same = scheduler->replay(each, how);
      EXPECT_TRUE(same) << to_string(same.error());
    }
  }
}

TEST_F(SchedulerTest, WhatWasStoppedAloneOrIsNotAllowedAnyMoreIsNotTriedAgain) {
  start(4, 3);
  std::vector<Extension> extensions(1);
  extensions[0].spec = spec;
  extensions[0].spec.parameters = {{"x", Integer{3, 9}}};
  scheduler =
      std::make_unique<Scheduler>(spec, JobIdentity{7}, strategy, 100, std::move(extensions));
  step({JobOpened{.repeats = true}});
  step({stop_of(1)});
  step({ended(1, RunEnd::kStopped), StopRequested{StopMode::kStop}});
  step({ended(2, RunEnd::kStopped), ended(3, RunEnd::kStopped)});
  ASSERT_TRUE(scheduler->ended());
  const std::vector<Action> actions = step({JobExtended{1}, JobOpened{.repeats = true}});
  ASSERT_FALSE(actions.empty());
  EXPECT_EQ(std::get<StartRun>(actions.front()).suggestion.resume_from, TrialId{3});
  for (const Action& action : std::span(actions).subspan(1))
    EXPECT_EQ(std::get<StartRun>(action).suggestion.resume_from, std::nullopt);
}

}  // namespace
}  // namespace tuner
