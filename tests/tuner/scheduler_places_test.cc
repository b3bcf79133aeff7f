// Places where trial after trial fails while others do well.
#include <gmock/gmock.h>

#include "tests/tuner/scheduler_fixture.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// Three slots, three places: a, b and c; what happens is written down, so that it can be replayed.
class PlacesTest : public SchedulerTest {
 protected:
  void open(std::uint32_t parallel = 3, bool can_avoid_places = true) {
    start(100, parallel);
    step({JobOpened{can_avoid_places}});
  }

  std::vector<Action> step(std::vector<Event> events) {
    StepRecord record{log.size() + 1, now, {}, std::move(events), {}};
    record.actions = scheduler->step(record.events, now, {}).value();
    log.push_back(record);
    return record.actions;
  }

  static Event at(const std::string& place, std::uint32_t trial, std::uint32_t attempt = 1) {
    return RunStarted{{trial}, attempt, place};
  }
  // A whole run there.
  std::vector<Action> fails(const std::string& place,
                            std::uint32_t trial,
                            std::uint32_t attempt = 1) {
    return step({at(place, trial, attempt), ended(trial, RunEnd::kUserError, attempt)});
  }
  std::vector<Action> succeeds(const std::string& place,
                               std::uint32_t trial,
                               std::uint32_t attempt = 1) {
    return step({at(place, trial, attempt),
                 saw(trial, 0.5, attempt),
                 ended(trial, RunEnd::kSucceeded, attempt)});
  }

  // Trials 1 and 2 run well at a and b; 3, 4 and 5 fail at c.
  std::vector<Action> make_c_sick() {
    step({at("a", 1), at("b", 2), saw(1, 0.5), saw(2, 0.5)});
    EXPECT_THAT(fails("c", 3), ElementsAre(start_of(4)));
    EXPECT_THAT(fails("c", 4), ElementsAre(start_of(5)));
    step({saw(1, 0.4)});
    return fails("c", 5);
  }

  static std::vector<MarkPlace> marks(const std::vector<Action>& actions) {
    std::vector<MarkPlace> marks;
    for (const Action& action : actions) {
      if (const auto* mark = std::get_if<MarkPlace>(&action)) marks.push_back(*mark);
    }
    return marks;
  }
  std::vector<std::uint32_t> told() const {
    std::vector<std::uint32_t> numbers;
    for (const Outcome& outcome : strategy.told) numbers.push_back(outcome.trial.number);
    return numbers;
  }

  JobTime now{0};
  std::vector<StepRecord> log;
};

TEST_F(PlacesTest, ASickPlaceIsSetAsideAndItsTrialsAreTriedElsewhere) {
  open();
  const std::vector<Action> actions = make_c_sick();
  ASSERT_EQ(marks(actions).size(), 1U);
  const MarkPlace mark = marks(actions)[0];
  EXPECT_EQ(mark.place, "c");
  EXPECT_EQ(mark.status, PlaceStatus::kSetAside);
  EXPECT_EQ(mark.until, minutes(10));
  EXPECT_EQ(
      mark.why,
      "3 runs in a row failed there, of 3 trials, the last one: why: tail; elsewhere 2 ran well "
      "and 0 failed");
  EXPECT_EQ(actions.back(), start_of(3, 2)) << "two run, so one slot is free";
  EXPECT_THAT(scheduler->places().avoided_by({3}), ElementsAre("c"));
  EXPECT_EQ(succeeds("a", 1).back(), start_of(4, 2)) << "before anything new";
  EXPECT_EQ(succeeds("a", 3, 2).back(), start_of(5, 2));
  EXPECT_EQ(succeeds("a", 4, 2).back(), start_of(6));
  EXPECT_EQ(trial(3).status, TrialStatus::kSucceeded);
  EXPECT_THAT(told(), ElementsAre(1, 3, 4)) << "of no failure";
}

TEST_F(PlacesTest, AFailureIsTheTrialsOwnWhereItsPlaceRunsAnotherOneWell) {
  open();
  step({at("a", 1), at("b", 2)});
  fails("c", 3);
  EXPECT_EQ(trial(3).status, TrialStatus::kPending);
  EXPECT_THAT(trial(3).reason, HasSubstr("perhaps because of its place"));
  EXPECT_TRUE(scheduler->is_withheld({3}));
  EXPECT_TRUE(step({ended(3, RunEnd::kSucceeded)}).empty()) << "that run has ended before";
  EXPECT_THAT(succeeds("c", 4), ElementsAre(start_of(5)));
  EXPECT_EQ(trial(3).status, TrialStatus::kFailed);
  EXPECT_EQ(trial(3).failure, FailureClass::kUserError);
  EXPECT_EQ(trial(3).attempts, 1U);
  EXPECT_THAT(told(), ElementsAre(4, 3));
}

TEST_F(PlacesTest, AMistakeThatStrikesEverywhereSetsNothingAside) {
  open();
  step({at("a", 1), at("b", 2)});
  EXPECT_THAT(marks(fails("c", 3)), IsEmpty());
  step({ended(1, RunEnd::kUserError), ended(2, RunEnd::kUserError)});
  EXPECT_THAT(told(), UnorderedElementsAre(1, 2, 3)) << "nobody is left who could tell";
  EXPECT_THAT(marks(fails("a", 4)), IsEmpty());
  EXPECT_THAT(marks(fails("b", 5)), IsEmpty());
  step({ended(6, RunEnd::kStopped), ended(7, RunEnd::kStopped)});
  ASSERT_TRUE(scheduler->ended());
  EXPECT_THAT(scheduler->ended()->why, HasSubstr("the first 5 trials that ended have all failed"));
}

TEST_F(PlacesTest, SomeBadConfigurationsDoNotMakeAPlaceSick) {
  open();
  spec.limits.failures = 1'000;
  const char* const places[] = {"a", "b", "c"};
  for (std::uint32_t trial = 1; trial < 90; ++trial) {  // four of five, in the worst of orders
    const char* place = places[trial % 3];
    const bool well = trial / 3 % 5 == 4;
    EXPECT_THAT(marks(well ? succeeds(place, trial) : fails(place, trial)), IsEmpty()) << trial;
  }
}

TEST_F(PlacesTest, WhatTheLogExplainsDoesNotCount) {
  open();
  succeeds("c", 3);
  step({at("a", 1), at("b", 2), saw(1, 0.5), saw(2, 0.5)});
  for (std::uint32_t trial = 4; trial < 12; ++trial) {
    RunEnded event = std::get<RunEnded>(ended(trial, RunEnd::kUserError));
    event.evidence = LogEvidence{FailureClass::kOutOfMemory, "CUDA out of memory"};
    EXPECT_THAT(step({at("c", trial), event, saw(1, 0.5)}), ElementsAre(start_of(trial + 1)));
    EXPECT_EQ(this->trial(trial).failure, FailureClass::kOutOfMemory);
  }
}

TEST_F(PlacesTest, OnePlaceIsNeverSetAside) {
  open(1);
  succeeds("a", 1);
  succeeds("a", 2);
  for (std::uint32_t trial = 3; trial < 12; ++trial) {
    EXPECT_THAT(fails("a", trial), ElementsAre(start_of(trial + 1)));
    EXPECT_EQ(this->trial(trial).status, TrialStatus::kFailed);
  }
}

TEST_F(PlacesTest, NothingIsWithheldWhereTheBackendCannotAvoidPlacesOrTheBreakerIsOff) {
  for (const bool can_avoid_places : {false, true}) {
    strategy = CountingStrategy();
    log.clear();
    start(100, 3);
    if (can_avoid_places) spec.breaker.reset();
    restart();
    step({JobOpened{can_avoid_places}});
    succeeds("c", 3);
    step({at("a", 1), at("b", 2), saw(1, 0.5), saw(2, 0.5)});
    for (std::uint32_t trial = 4; trial < 12; ++trial) {
      EXPECT_THAT(fails("c", trial), ElementsAre(start_of(trial + 1)));
      EXPECT_EQ(this->trial(trial).status, TrialStatus::kFailed);
      step({saw(1, 0.5)});
    }
  }
}

TEST_F(PlacesTest, LostRunsCountTooAndTheirRetriesAreNotUsedUp) {
  open();
  step({at("a", 1), at("b", 2), saw(1, 0.5), saw(2, 0.5)});
  step({at("c", 3), ended(3, RunEnd::kLost)});
  step({at("c", 3, 2), ended(3, RunEnd::kLost, 2), saw(1, 0.5)});
  EXPECT_THAT(marks(step({at("c", 3, 3), ended(3, RunEnd::kLost, 3), saw(2, 0.4)})), IsEmpty())
      << "one trial alone may be at fault itself";
  for (int end = 0; end < 5; ++end) {  // a and b do very well
    const std::uint32_t running = end == 0 ? 1 : static_cast<std::uint32_t>(3 + end);
    succeeds("a", running);
  }
  step({ended(2, RunEnd::kSucceeded)});
  const auto actions = step({at("c", 9), ended(9, RunEnd::kLost)});
  ASSERT_EQ(marks(actions).size(), 1U);
  step({at("b", 3, 4), ended(3, RunEnd::kLost, 4)});
  EXPECT_EQ(trial(3).status, TrialStatus::kPending) << "its attempts at c are excused";
  EXPECT_EQ(trial(3).attempts, 5U);
}

TEST_F(PlacesTest, OneTrialAloneSetsNoPlaceAsideHoweverWellOthersDo) {
  open(2);
  for (std::uint32_t trial = 2; trial < 70; ++trial) succeeds("a", trial);
  for (std::uint32_t attempt = 1; attempt <= 4; ++attempt) {
    const auto actions = step({at("c", 1, attempt), ended(1, RunEnd::kLost, attempt)});
    EXPECT_THAT(marks(actions), IsEmpty()) << attempt;
    succeeds("a", 69 + attempt);
  }
}

TEST_F(PlacesTest, AfterAPauseOneTrialTriesThePlaceAndThePauseDoublesWhereItFails) {
  open();
  make_c_sick();
  now = minutes(9);
  succeeds("a", 1);
  EXPECT_EQ(scheduler->next_deadline(), JobTime(minutes(10)));
  now = minutes(10);
  auto actions = step({});  // trials 3 and 4 wait for their start
  ASSERT_EQ(marks(actions).size(), 1U);
  EXPECT_EQ(marks(actions)[0].status, PlaceStatus::kTried);
  EXPECT_EQ(scheduler->places().tried_by({3}), "c");
  EXPECT_THAT(scheduler->places().avoided_by({3}), IsEmpty());
  EXPECT_THAT(scheduler->places().avoided_by({4}), ElementsAre("c"));
  EXPECT_EQ(scheduler->next_deadline(), std::nullopt);

  actions = fails("c", 3, 2);
  ASSERT_EQ(marks(actions).size(), 1U);
  EXPECT_EQ(marks(actions)[0].until, minutes(30));
  EXPECT_THAT(marks(actions)[0].why, HasSubstr("trial 3 failed there too"));
  EXPECT_EQ(actions.back(), start_of(3, 3, minutes(10))) << "handed back once more";

  now = minutes(30);
  EXPECT_EQ(marks(step({})).at(0).status, PlaceStatus::kTried);
  actions = step({at("b", 3, 3)});
  EXPECT_EQ(marks(actions).at(0).status, PlaceStatus::kSetAside) << "it went elsewhere";
  ASSERT_EQ(marks(actions).size(), 2U);
  EXPECT_EQ(scheduler->places().tried_by({4}), "c") << "the next one that waits";
  actions = succeeds("c", 4, 2);
  EXPECT_EQ(marks(actions).at(0).status, PlaceStatus::kTrusted);
  EXPECT_THAT(scheduler->places().avoided_by({5}), IsEmpty());
}

TEST_F(PlacesTest, APlaceIsTrustedAgainWhereItsTrialsFailElsewhereToo) {
  open();
  make_c_sick();
  EXPECT_THAT(marks(fails("b", 3, 2)), IsEmpty());
  succeeds("b", 2);
  EXPECT_EQ(trial(3).status, TrialStatus::kFailed) << "it was its own fault";
  const auto actions = fails("b", 4, 2);
  ASSERT_EQ(marks(actions).size(), 1U);
  EXPECT_EQ(marks(actions)[0].status, PlaceStatus::kTrusted);
  EXPECT_EQ(marks(actions)[0].why, "most of the trials that failed there fail elsewhere too");
  EXPECT_THAT(scheduler->places().avoided_by({5}), IsEmpty());
}

TEST_F(PlacesTest, WhenTheJobEndsWhatIsWithheldIsJudged) {
  open();
  make_c_sick();
  fails("b", 3, 2);  // withheld again: a may tell
  EXPECT_TRUE(scheduler->is_withheld({3}));
  step({StopRequested{StopMode::kStop}});
  EXPECT_EQ(trial(3).status, TrialStatus::kFailed);
  EXPECT_EQ(trial(5).status, TrialStatus::kCancelled) << "handed back, and never started";
  step({ended(1, RunEnd::kStopped), ended(2, RunEnd::kStopped), ended(4, RunEnd::kStopped, 2)});
  EXPECT_TRUE(scheduler->ended());
}

TEST_F(PlacesTest, WhatIsWithheldAndStoppedAloneDoesNotBeginAgain) {
  open();
  make_c_sick();
  fails("b", 3, 2);
  ASSERT_TRUE(scheduler->is_withheld({3}));
  step({StopRequested{.mode = StopMode::kStop, .trial = TrialId{3}},
        StopRequested{.mode = StopMode::kStop, .trial = TrialId{5}}});
  EXPECT_EQ(trial(5).status, TrialStatus::kCancelled) << "handed back, and not started";
  EXPECT_EQ(trial(3).status, TrialStatus::kPending);
  step({StopRequested{StopMode::kStop}});
  EXPECT_EQ(trial(3).status, TrialStatus::kFailed) << "what is known has to be enough";
}

TEST_F(PlacesTest, AJobThatDrainsTriesNothingElsewhere) {
  open();
  make_c_sick();
  step({StopRequested{StopMode::kDrain}});
  EXPECT_EQ(trial(4).status, TrialStatus::kCancelled);
  EXPECT_EQ(trial(5).status, TrialStatus::kCancelled);
  EXPECT_EQ(trial(3).status, TrialStatus::kPending) << "it had been started again";
}

TEST_F(PlacesTest, WhatIsWithheldIsJudgedWhereNothingElseRuns) {
  start(3, 3);
  step({JobOpened{true}});
  succeeds("a", 1);
  step({at("b", 2), at("c", 3)});
  step({ended(2, RunEnd::kUserError)});
  EXPECT_TRUE(step({ended(3, RunEnd::kUserError)}).empty());
  EXPECT_EQ(trial(2).status, TrialStatus::kFailed);
  EXPECT_EQ(scheduler->next_deadline(), now) << "the limits are looked at once more";
  EXPECT_THAT(step({}), ElementsAre(EndJob{JobStatus::kCompleted, "all trials are done"}));
}

TEST_F(PlacesTest, AReplayDecidesAsBeforeAndARestartInBetweenGoesOnAsIfThereHadBeenNone) {
  open();
  make_c_sick();
  succeeds("a", 1);
  now = minutes(10);
  step({});
  fails("c", 4, 2);
  succeeds("a", 3, 2);
  for (std::size_t cut = 0; cut <= log.size(); ++cut) {
    CountingStrategy other, asked_again;
    Scheduler restarted(spec, JobIdentity{7}, other, 100);
    Scheduler proof(spec, JobIdentity{7}, asked_again, 1);  // whatever the capacity is
    for (std::size_t i = 0; i < log.size(); ++i) {
      const auto proved = proof.replay(log[i], Scheduler::Replay::kAskAgain);
      ASSERT_TRUE(proved) << to_string(proved.error());
      if (i < cut) {
        ASSERT_TRUE(restarted.replay(log[i]));
      } else {
        EXPECT_EQ(restarted.step(log[i].events, log[i].now, {}).value(), log[i].actions);
      }
    }
    for (std::size_t i = 0; i < restarted.trials().size(); ++i)
      EXPECT_EQ(restarted.trials()[i].reason, scheduler->trials()[i].reason);
  }
}

}  // namespace
}  // namespace tuner
