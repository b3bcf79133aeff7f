#include "tuner/scheduler.h"

#include <gmock/gmock.h>

#include <limits>

#include "tests/tuner/scheduler_fixture.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(SchedulerTest, FillsTheSlotsAtOnceAndOneByOneAfterwards) {
  start(4, 2);
  EXPECT_THAT(step({JobOpened{}}), ElementsAre(start_of(1), start_of(2)));
  EXPECT_TRUE(step({started(1), saw(1, 0.5)}).empty());
  EXPECT_THAT(step({ended(1, RunEnd::kSucceeded)}), ElementsAre(start_of(3)));
  EXPECT_EQ(trial(1).status, TrialStatus::kSucceeded);
  ASSERT_EQ(strategy.told.size(), 1u);
  EXPECT_THAT(strategy.told[0].losses, ElementsAre(0.5));
}

TEST_F(SchedulerTest, EndsWhenAllTrialsAreDone) {
  start(1, 2);
  EXPECT_THAT(step({JobOpened{}}), ElementsAre(start_of(1)));
  EXPECT_THAT(step({saw(1, 0.5), ended(1, RunEnd::kSucceeded)}),
              ElementsAre(Action{EndJob{JobStatus::kCompleted, "all trials are done"}}));
}

TEST_F(SchedulerTest, EndsWhenTheStrategyIsExhausted) {
  strategy.size = 1;
  start(10, 2);
  EXPECT_EQ(step({JobOpened{}}).size(), 1u);
  EXPECT_THAT(
      step({saw(1, 0.5), ended(1, RunEnd::kSucceeded)}),
      ElementsAre(Action{EndJob{JobStatus::kCompleted, "every configuration has been tried"}}));
}

TEST_F(SchedulerTest, ARuleOfCompletionStopsWhatRunsAndEndsTheJob) {
  start(10, 2);
  spec.completion.target = 0.1;
  step({JobOpened{}});
  EXPECT_THAT(
      step({saw(1, 0.05), ended(1, RunEnd::kSucceeded)}),
      ElementsAre(StopRun{{2}, 1, "trial 1 reached the target: loss is 0.05, wanted was 0.1"}));
  EXPECT_THAT(
      step({ended(2, RunEnd::kStopped)}),
      ElementsAre(Action{EndJob{JobStatus::kCompleted,
                                "trial 1 reached the target: loss is 0.05, wanted was 0.1"}}));
  EXPECT_EQ(step({JobOpened{}}).size(), 2u);  // opened again it goes on
}

TEST_F(SchedulerTest, ATrainingTimeEndsTheJobWhileTrialsRun) {
  start(10, 2);
  spec.limits.training_time = milliseconds{1000};
  restart();
  step({JobOpened{}});
  EXPECT_EQ(scheduler->next_deadline(), std::nullopt);
  step({started(1), started(2)}, milliseconds{100});
  EXPECT_EQ(scheduler->next_deadline(), milliseconds{600});
  EXPECT_THAT(step({}, milliseconds{600}),
              ElementsAre(testing::VariantWith<StopRun>(testing::_),
                          testing::VariantWith<StopRun>(testing::_)));
  EXPECT_EQ(
      step({ended(1, RunEnd::kStopped), ended(2, RunEnd::kStopped)}, milliseconds{610}).size(), 1u);
  EXPECT_THAT(scheduler->ended()->why, HasSubstr("the limit of the training time is reached"));
  EXPECT_EQ(scheduler->trials().size(), 2u);
}

TEST_F(SchedulerTest, AnExtensionGivesTheJobOtherLimits) {
  start(2, 1);
  std::vector<Extension> extensions(2);
  extensions[0].spec = small_spec(3, 1);
  extensions[1].spec = small_spec(5, 2);
  scheduler =
      std::make_unique<Scheduler>(spec, JobIdentity{7}, strategy, 100, std::move(extensions));
  step({JobOpened{}});
  step({saw(1, 0.5), ended(1, RunEnd::kSucceeded)});
  step({saw(2, 0.5), ended(2, RunEnd::kSucceeded)});
  ASSERT_TRUE(scheduler->ended());
  EXPECT_EQ(scheduler->extended(), 0U);
  EXPECT_THAT(step({JobExtended{2}, JobOpened{}}), ElementsAre(start_of(3), start_of(4)));
  EXPECT_EQ(scheduler->extended(), 2U);
  EXPECT_EQ(strategy.told.size(), 2U);
}

TEST_F(SchedulerTest, TheStrategyOfAnExtensionIsToldWhatHasEnded) {
  start(3, 3);
  auto owned = std::make_unique<CountingStrategy>();
  const CountingStrategy& other = *owned;
  std::vector<Extension> extensions(1);
  extensions[0] = {small_spec(4, 3), std::move(owned)};
  scheduler =
      std::make_unique<Scheduler>(spec, JobIdentity{7}, strategy, 100, std::move(extensions));
  step({JobOpened{}});
  step({saw(2, 0.2), ended(2, RunEnd::kSucceeded)});
  EXPECT_THAT(step({JobExtended{1}}), ElementsAre(start_of(4)));
  ASSERT_EQ(other.told.size(), 1U);
  EXPECT_EQ(other.told[0].trial, TrialId{2});
  EXPECT_THAT(other.told[0].losses, ElementsAre(0.2));
  step({saw(1, 0.1), ended(1, RunEnd::kSucceeded)});
  EXPECT_EQ(other.told.size(), 2U);
  EXPECT_EQ(strategy.told.size(), 1U);
}

TEST_F(SchedulerTest, AnExtensionThatIsNotThereIsADamagedLog) {
  start(3, 1);
  const auto replayed = [&](std::uint32_t number) {
    return scheduler->replay({.number = 1, .events = {JobExtended{number}}, .actions = {}});
  };
  for (const std::uint32_t number : {0U, 1U, 4'000'000'000U}) {
    const Result<void> result = replayed(number);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kInternal);
  }
}

TEST_F(SchedulerTest, AReplayedTimeThatRunsBackwardsIsADamagedLog) {
  start(1, 1);
  step({JobOpened{}});
  const auto replayed = [&](int now) {
    return scheduler->replay({.number = 1, .now = JobTime{now}, .events = {}, .actions = {}});
  };
  EXPECT_TRUE(replayed(5));
  EXPECT_TRUE(replayed(5));
  const Result<void> result = replayed(4);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInternal);
}

TEST_F(SchedulerTest, OnlyATrialThatHasEndedIsContinued) {
  start(3, 2);
  const auto continuing = [](std::uint32_t trial, std::uint32_t earlier) {
    return StartRun{
        {trial}, 1, {.configuration = {}, .budget = 3, .resume_from = TrialId{earlier}}};
  };
  for (const std::uint32_t earlier : {0U, 1U, 2U, 4'000'000'000U}) {
    restart();
    const Result<void> result = scheduler->replay(
        {.number = 1, .events = {JobOpened{}}, .actions = {start_of(1), continuing(2, earlier)}});
    ASSERT_FALSE(result) << earlier;
    EXPECT_EQ(result.error().code, ErrorCode::kInternal);
    EXPECT_THAT(result.error().message, HasSubstr("that has ended to continue"));
  }
  restart();
  step({JobOpened{}});
  EXPECT_TRUE(scheduler->replay({.number = 2,
                                 .events = {saw(1, 0.5), ended(1, RunEnd::kSucceeded)},
                                 .actions = {continuing(3, 1)}}));
  EXPECT_EQ(trial(3).suggestion.resume_from, TrialId{1});
}

TEST_F(SchedulerTest, AskedAgainTheStrategyMustSuggestWhatIsRecorded) {
  start(4, 2);
  const std::vector<Event> first{JobOpened{}}, second{saw(1, 0.5), ended(1, RunEnd::kSucceeded)};
  const StepRecord one{1, {}, {}, first, step(first)};
  StepRecord two{2, {}, {}, second, step(second)};
  const auto replay = [&] {
    strategy = CountingStrategy();
    restart();
    Result<void> result = scheduler->replay(one, Scheduler::Replay::kAskAgain);
    return result ? scheduler->replay(two, Scheduler::Replay::kAskAgain) : result;
  };
  EXPECT_TRUE(replay());
  EXPECT_EQ(strategy.recalled, 0u);
  auto& changed = std::get<StartRun>(two.actions.front());
  changed.suggestion.configuration["x"] = std::int64_t{9};
  Result<void> result = replay();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().at, "step 2");
  EXPECT_THAT(result.error().message,
              HasSubstr("the suggestion for trial 3: x was 9 and is now 3"));
  two.actions = {EndJob{JobStatus::kStopped, "stopped on request"}};
  EXPECT_THAT(replay().error().message,
              HasSubstr("recorded is \"the job ends as stopped: stopped on request\", now it is "
                        "\"nothing\""));
}

TEST_F(SchedulerTest, TheLastValueOfTheObjectiveCounts) {
  start(1, 1);
  step({JobOpened{}});
  step({saw(1, 0.9),
        saw(1, 0.2),
        saw(1, 0.4),
        saw(1, 7.0, 1, "other"),
        ended(1, RunEnd::kSucceeded)});
  EXPECT_EQ(trial(1).objectives[0], 0.4);
}

TEST_F(SchedulerTest, NewsOfAnEarlierAttemptAreIgnored) {
  start(1, 1);
  step({JobOpened{}});
  step({ended(1, RunEnd::kLost)});
  EXPECT_TRUE(step({saw(1, 0.5, 1), ended(1, RunEnd::kSucceeded, 1)}).empty());
  EXPECT_EQ(trial(1).status, TrialStatus::kPending);
}

TEST_F(SchedulerTest, TheJobsTimeLimitStopsEverythingAndCompletes) {
  start(100, 1);
  spec.limits.time = milliseconds{1'000};
  step({JobOpened{}});
  EXPECT_EQ(scheduler->next_deadline(), milliseconds{1'000});
  EXPECT_TRUE(step({started(1)}, milliseconds{999}).empty());
  EXPECT_EQ(std::get<StopRun>(step({}, milliseconds{1'000}).at(0)).trial, TrialId{1});
  EXPECT_TRUE(step({}, milliseconds{1'001}).empty()) << "a run is asked to stop once";
  const std::vector<Action> last = step({ended(1, RunEnd::kStopped)}, milliseconds{1'002});
  EXPECT_EQ(std::get<EndJob>(last.at(0)).status, JobStatus::kCompleted);
}

TEST_F(SchedulerTest, AWatchfulStrategyStopsATrialWhoseValueStillCounts) {
  strategy.stop_above = 1.0;
  start(2, 1);
  step({JobOpened{}});
  EXPECT_EQ(std::get<StopRun>(step({saw(1, 2.0), saw(1, 3.0)}).at(0)).trial, TrialId{1});
  step({ended(1, RunEnd::kStopped)});
  EXPECT_EQ(trial(1).status, TrialStatus::kStoppedEarly);
  EXPECT_THAT(strategy.told[0].losses, ElementsAre(3.0));
}

TEST_F(SchedulerTest, AStrategyThatWaitsIsAskedAgainAfterTheNextOutcome) {
  strategy.at_most_per_ask = 1;
  start(3, 3);
  EXPECT_THAT(step({JobOpened{}}), ElementsAre(start_of(1)));
  EXPECT_THAT(step({started(1)}), ElementsAre(start_of(2)));
}

TEST_F(SchedulerTest, AFailingStrategyIsAnErrorOfTheStep) {
  start(3, 1);
  strategy.fail_next_ask = true;
  const std::vector<Event> events{JobOpened{}};
  EXPECT_EQ(scheduler->step(events, milliseconds{0}, {}).error().code, ErrorCode::kNumerical);
}

TEST_F(SchedulerTest, ReplayRecallsSuggestionsAndSeesAForeignLog) {
  start(2, 1);
  const std::vector<Action> actions = step({JobOpened{}});
  CountingStrategy second;
  Scheduler replayed(spec, JobIdentity{7}, second, 1);
  ASSERT_TRUE(replayed.replay({1, milliseconds{0}, {}, {JobOpened{}}, actions}));
  EXPECT_EQ(second.asks, 0u);
  EXPECT_EQ(second.recalled, 1u);

  const Result<void> foreign = replayed.replay({2, milliseconds{0}, {}, {started(1)}, {EndJob{}}});
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().at, "step 2");
}

TEST_F(SchedulerTest, TellsByHowMuchConstraintsAreExceeded) {
  start(2, 1);
  spec.constraints = {{"ms", {}, 20.0}, {"loss", 0.25, {}}};
  restart();
  step({JobOpened{}});
  step({saw(1, 30.0, 1, "ms"), saw(1, 0.5), saw(1, 25.0, 1, "ms"), ended(1, RunEnd::kSucceeded)});
  EXPECT_THAT(trial(1).constraints, ElementsAre(25.0, 0.5));
  EXPECT_EQ(trial(1).status, TrialStatus::kSucceeded);
  EXPECT_THAT(strategy.told[0].losses, ElementsAre(0.5));
  EXPECT_THAT(strategy.told[0].excesses, ElementsAre(0.25, -1.0));
}

TEST_F(SchedulerTest, AJobThatSharesItsSlotsBeginsAsManyTrialsAsItIsGranted) {
  start(4, 3);
  EXPECT_TRUE(step({JobOpened{.shares_slots = true}}).empty()) << "and does not end while it waits";
  EXPECT_EQ(scheduler->room(), 3u);
  EXPECT_THAT(step({SlotsGranted{2}}), ElementsAre(start_of(1), start_of(2)));
  EXPECT_EQ(scheduler->room(), 1u);
  EXPECT_TRUE(step({ended(1, RunEnd::kUserError)}).empty());
  EXPECT_THAT(step({SlotsGranted{7}}), ElementsAre(start_of(3), start_of(4)));
  EXPECT_EQ(scheduler->room(), 0u);
}

TEST_F(SchedulerTest, ASlotThatIsNotUsedLapses) {
  start(4, 1);
  step({JobOpened{.shares_slots = true}});
  EXPECT_EQ(step({SlotsGranted{5}}).size(), 1u);
  EXPECT_TRUE(step({ended(1, RunEnd::kUserError)}).empty());
}

TEST_F(SchedulerTest, OpenedAloneAgainItNeedsNoGrant) {
  start(4, 2);
  step({JobOpened{.shares_slots = true}});
  EXPECT_EQ(step({JobOpened{}}).size(), 2u);
}

class DefinitionsTest : public SchedulerTest {
 protected:
  DefinitionsTest() {
    spec = small_spec(4, 2);
    NamedDefinition first, second;
    static_cast<TrainingDefinition&>(first) = spec;
    static_cast<TrainingDefinition&>(second) = spec;
    first.name = "first";
    second.name = "second";
    second.objectives.front().metric = "other";
    spec.definitions = {first, second};
    strategy.definitions = 2;
    restart();
  }
};

TEST_F(DefinitionsTest, AValueCountsByTheObjectiveOfItsDefinition) {
  step({JobOpened{}});
  const std::string metric = spec.definitions[0].objectives.front().metric;
  step({MetricsSeen{{1}, 1, {{metric, 0.5, 1, {}}, {"other", 9.0, 1, {}}}, 1},
        MetricsSeen{{2}, 1, {{metric, 9.0, 1, {}}, {"other", 0.25, 1, {}}}, 1}});
  EXPECT_EQ(trial(1).objectives.front(), 0.5);
  EXPECT_EQ(trial(2).objectives.front(), 0.25);
  EXPECT_EQ(trial(2).suggestion.definition, 1u);
}

TEST_F(DefinitionsTest, ALogThatNamesNoDefinitionOfTheJobIsDamaged) {
  spec.definitions.pop_back();
  const auto actions = scheduler->step(std::vector<Event>{JobOpened{}}, JobTime{0}, {});
  ASSERT_FALSE(actions);
  EXPECT_EQ(actions.error().code, ErrorCode::kInternal);
}

}  // namespace
}  // namespace tuner
