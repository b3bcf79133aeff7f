// What a stop, or the wish to leave, does to a job that runs.
#include "tests/tuner/tuner_fixture.h"

namespace tuner {
namespace {

TEST_F(TunerTest, ACommandOfAnotherProcessStopsTheJob) {
  create(50, 2);
  ASSERT_TRUE(store->post_command(job.spec.name, {.mode = StopMode::kStop}));
  const Result<TuningSummary> summary = live();
  EXPECT_EQ(summary->status, JobStatus::kStopped);
  EXPECT_TRUE(store->commands(job.spec.name)->empty());
  EXPECT_LT(trials().size(), 50u);
}

TEST_F(TunerTest, NoTrialFollowsAStopThatComesWhileTheEndOfARunIsRead) {
  create(3, 1);
  on_log = [&] {
    if (clock.steady() >= milliseconds{300}) control.request(Wish::kDrain);
  };
  EXPECT_EQ(live()->status, JobStatus::kStopped);
  ASSERT_EQ(trials().size(), 1u);
  EXPECT_EQ(trials()[0].status, TrialStatus::kSucceeded);
}

// Wishes that nothing new starts, once a run is asked for.
struct DrainAtStart final : TunerObserver {
  DrainAtStart(MemoryStore& job_store, std::uint32_t of_attempt)
      : store(job_store), attempt(of_attempt) {}
  void on_step(const StepRecord& step, std::span<const Trial>) override {
    for (const Action& action : step.actions) {
      const auto* start = std::get_if<StartRun>(&action);
      if (start == nullptr || start->attempt != attempt) continue;
      EXPECT_TRUE(store.post_command(small_spec(1, 1).name, {.mode = StopMode::kDrain}));
    }
  }
  void on_note(const std::string&) override {}
  MemoryStore& store;
  const std::uint32_t attempt;
};

TEST_F(TunerTest, WhatWaitsForItsStartIsCutShortByTheWishThatNothingNewStarts) {
  DrainAtStart drain(*store, 1);
  observer = &drain;
  may_start = [] { return fail(ErrorCode::kUnavailable, "the disk is full"); };
  create(1, 1);
  EXPECT_EQ(live()->status, JobStatus::kStopped);
  EXPECT_EQ(trials()[0].reason, "stopped before it was started");
  EXPECT_TRUE(world->started().empty());
  may_start = {};
  observer = nullptr;
  EXPECT_EQ(live()->status, JobStatus::kCompleted);
  EXPECT_EQ(trials().size(), 2u);
  EXPECT_EQ(world->started().size(), 1u);
}

TEST_F(TunerTest, AnAttemptThatWaitsIsCutShortByTheWishThatNothingNewStarts) {
  DrainAtStart drain(*store, 2);
  observer = &drain;
  script = [](const RunRequest&) {
    return ScriptedRun{.run_for = milliseconds{100}, .end = RunEnd::kLost};
  };
  create(1, 1);
  EXPECT_EQ(live()->status, JobStatus::kStopped);
  EXPECT_EQ(trials()[0].status, TrialStatus::kCancelled);
  EXPECT_EQ(world->started().size(), 1u);
  EXPECT_LT(clock.steady(), milliseconds{1'000}) << "it waited for the second attempt";
}

TEST_F(TunerTest, ARunThatMayHaveStartedIsLookedForBeforeTheJobStops) {
  int asked = 0;
  may_start = [&]() -> Result<void> {
    if (++asked == 2) control.request(Wish::kDrain);
    return {};
  };
  script = [](const RunRequest&) {
    return ScriptedRun{.run_for = milliseconds{100}, .unavailable = 3};
  };
  create(1, 1);
  EXPECT_EQ(live()->status, JobStatus::kStopped);
  EXPECT_EQ(trials()[0].reason, "stopped before it was started");
  EXPECT_EQ(asked, 3);
  EXPECT_TRUE(world->started().empty());
}

TEST_F(TunerTest, AStoppedJobGoesOnLaterWithTheNextTrial) {
  create(9, 1);
  ASSERT_TRUE(store->post_command(job.spec.name, {.mode = StopMode::kDrain}));
  EXPECT_EQ(live()->status, JobStatus::kStopped);
  EXPECT_LT(trials().size(), 9u);
  EXPECT_EQ(live()->status, JobStatus::kCompleted);
  EXPECT_EQ(trials().size(), 9u);
  EXPECT_EQ(world->started().size(), 9u);
}

TEST_F(TunerTest, AStartThatWaitsForTheBackendIsNotMadeOnceTheTrialIsToStop) {
  script = [](const RunRequest&) {
    return ScriptedRun{.run_for = std::chrono::hours{3}, .unavailable = 1'000};
  };
  create(1, 1);
  job.spec.limits.time = milliseconds{5'000};
  ASSERT_TRUE(live());
  EXPECT_EQ(trials()[0].status, TrialStatus::kCancelled);
  EXPECT_TRUE(world->started().empty());
  EXPECT_LT(clock.steady(), milliseconds{10'000});
}

TEST_F(TunerTest, AStopThatTheBackendDoesNotTakeIsRepeated) {
  script = [](const RunRequest&) { return ScriptedRun{.run_for = std::chrono::hours{3}}; };
  create(1, 1);
  job.spec.limits.time = milliseconds{5'000};
  deaf_stops = 3;
  ASSERT_TRUE(live());
  EXPECT_EQ(trials()[0].status, TrialStatus::kCancelled);
  EXPECT_LT(clock.steady(), milliseconds{10'000});
}

TEST_F(TunerTest, TheTimeOfAJobIsRecordedWhileNothingHappens) {
  script = [](const RunRequest&) { return ScriptedRun{.run_for = std::chrono::minutes{10}}; };
  create(1, 1);
  ASSERT_TRUE(live());
  JobTime before{0};
  const std::vector<StepRecord> steps = store->steps(job.spec.name).value();
  for (const StepRecord& step : steps) {
    EXPECT_LE(step.now - before, kRecordTimeEvery);
    before = step.now;
  }
  EXPECT_GE(before, std::chrono::minutes{10});
}

TEST_F(TunerTest, LeavingKeepsTheTrainingsAndAnotherProcessAdoptsThem) {
  struct LeaveAtFirstValue final : TunerObserver {
    explicit LeaveAtFirstValue(RunControl& wanted) : control(wanted) {}
    void on_step(const StepRecord& step, std::span<const Trial>) override {
      for (const Event& event : step.events) {
        if (std::holds_alternative<MetricsSeen>(event)) control.request(Wish::kLeave);
      }
    }
    void on_note(const std::string&) override {}
    RunControl& control;
  } leave(control);
  create(3, 2);
  observer = &leave;
  EXPECT_EQ(live()->status, JobStatus::kRunning);
  EXPECT_TRUE(world->stops().empty());
  EXPECT_TRUE(store->steps(job.spec.name)->back().events.empty()) << "its time is recorded";

  observer = nullptr;
  RunControl fresh;
  CrashPlan never;
  TunerParts parts{
      .strategy = std::make_unique<CountingStrategy>(),
      .backend = std::make_unique<Scripted>(world),
      .make_scraper = [this](std::size_t) { return make_scraper(job.spec.metrics).value(); },
      .store = store.get(),
      .clock = &clock,
      .jobs_folder = "/nowhere"};
  EXPECT_EQ((*Tuner::open(job, std::move(parts)))->run(fresh)->succeeded, 3u);
  EXPECT_EQ(world->started().size(), 3u) << "nothing was started twice";
  EXPECT_EQ(store->metrics(job.spec.name, {1}).value().size(), 3u)
      << "no value was lost or repeated";
}

}  // namespace
}  // namespace tuner
