#include "tuner/tuner.h"

#include <gmock/gmock.h>

#include <set>

#include "backends/scripted.h"
#include "metrics/scraper.h"
#include "tests/fakes/counting_strategy.h"
#include "tests/fakes/crash.h"
#include "tests/fakes/job_fixtures.h"
#include "tuner/store/memory_store.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;
using Wish = RunControl::Wish;

// Leaves the first questions for logs, and the first stops, unanswered.
class Deaf final : public BackendAround {
 public:
  Deaf(std::unique_ptr<Backend> backend, int& logs_left, int& stops_left)
      : BackendAround(std::move(backend)), logs_left_(logs_left), stops_left_(stops_left) {}

  Result<LogChunk> read_log(const RunHandle& run, std::uint64_t offset) override {
    if (logs_left_-- > 0) return fail(ErrorCode::kUnavailable, "busy");
    return inner().read_log(run, offset);
  }
  Result<void> stop(const RunHandle& run, milliseconds grace) override {
    if (stops_left_-- > 0) return fail(ErrorCode::kUnavailable, "busy");
    return inner().stop(run, grace);
  }

 private:
  int &logs_left_, &stops_left_;
};

std::optional<LogEvidence> explain_memory(std::string_view log_end) {
  if (log_end.find("out of memory") == std::string_view::npos) return std::nullopt;
  return LogEvidence{FailureClass::kOutOfMemory, std::string(log_end)};
}

// A world with scripted runs, a store, and processes that come and go.
class TunerTest : public testing::Test {
 protected:
  void create(std::uint32_t trials, std::uint32_t parallel) {
    job = JobRecord{};
    job.spec = small_spec(trials, parallel);
    job.identity = {7};
    ASSERT_TRUE(store->create_job(job));
    world = std::make_shared<ScriptedWorld>(
        [this](const RunRequest& request) { return script(request); }, clock);
  }

  // One process, from start to end, that dies at the given point.
  Result<TuningSummary> live(CrashPlan& plan) {
    CrashingStore crashing_store(*store, plan);
    auto strategy = std::make_unique<CountingStrategy>();
    strategy->stop_above = stop_above;
    TunerParts parts{
        .strategy = std::move(strategy),
        .extensions = extensions(),
        .backend = std::make_unique<CrashingBackend>(
            std::make_unique<Deaf>(std::make_unique<Scripted>(world), deaf_logs, deaf_stops), plan),
        .make_scraper = [this](std::size_t) { return make_scraper(job.spec.metrics).value(); },
        .explain_failure = explain_memory,
        .convergence = convergence,
        .store = &crashing_store,
        .clock = &clock,
        .observer = observer,
        .jobs_folder = "/nowhere"};
    Result<std::unique_ptr<Tuner>> tuner = Tuner::open(job, std::move(parts));
    if (!tuner) return fail(tuner.error());
    return (*tuner)->run(control);
  }
  Result<TuningSummary> live() {
    CrashPlan never;
    return live(never);
  }

  // Trial n prints loss = 1/n after each of three epochs of 100 ms.
  static ScriptedRun well_behaved(const RunRequest& request) {
    const std::string line = "epoch loss=" + shortest(1.0 / request.trial.number) + "\n";
    return {
        .run_for = milliseconds{300},
        .log = {{milliseconds{100}, line}, {milliseconds{200}, line}, {milliseconds{300}, line}}};
  }

  // What becomes of the job; its next process knows.
  void extend(std::uint32_t trials) {
    TuningJobSpec longer = job.spec;
    longer.limits.trials = trials;
    ASSERT_TRUE(store->extend_job(longer));
    job = store->job(job.spec.name).value();
  }
  std::vector<Extension> extensions() const {
    std::vector<Extension> extensions;
    for (std::size_t i = 1; i <= job.earlier_specs.size(); ++i) {
      extensions.push_back({i < job.earlier_specs.size() ? job.earlier_specs[i] : job.spec});
    }
    return extensions;
  }

  std::vector<Trial> trials() const { return store->trials(job.spec.name).value(); }

  std::unique_ptr<MemoryStore> store = std::make_unique<MemoryStore>();
  SimulatedClock clock;
  JobRecord job;
  std::shared_ptr<ScriptedWorld> world;
  Script script = well_behaved;
  RunControl control;
  TunerObserver* observer = nullptr;
  std::function<std::optional<ConvergenceSeen>(std::span<const Trial>)> convergence;
  double stop_above = 1e300;
  int deaf_logs = 0, deaf_stops = 0;  // questions that the backend does not answer
};

TEST_F(TunerTest, EndsWhereTheMeasuredConvergenceIsEnoughAndAsksForItWithEveryFewTrials) {
  create(100, 1);
  job.spec.completion.converged.emplace();
  std::vector<std::size_t> ended;
  convergence = [&](std::span<const Trial> trials) -> std::optional<ConvergenceSeen> {
    ended.push_back(static_cast<std::size_t>(std::ranges::count_if(
        trials, [](const Trial& trial) { return is_terminal(trial.status); })));
    if (ended.back() < 3) return std::nullopt;
    return ConvergenceSeen{
        static_cast<std::uint32_t>(ended.back()), 4.0 / static_cast<double>(ended.back()), 0.2};
  };
  const Result<TuningSummary> summary = live();
  ASSERT_TRUE(summary) << to_string(summary.error());
  EXPECT_EQ(summary->status, JobStatus::kCompleted);
  EXPECT_EQ(summary->succeeded, 20u);
  EXPECT_NE(summary->why.find("converged after 20 results"), std::string::npos) << summary->why;
  EXPECT_TRUE(std::ranges::is_sorted(ended));
  EXPECT_EQ(std::ranges::adjacent_find(ended), ended.end());
}

TEST_F(TunerTest, RunsEveryTrialAndKeepsWhatItPrinted) {
  create(5, 2);
  const Result<TuningSummary> summary = live();
  ASSERT_TRUE(summary) << to_string(summary.error());
  EXPECT_EQ(summary->status, JobStatus::kCompleted);
  EXPECT_EQ(summary->succeeded, 5u);
  EXPECT_EQ(summary->best->id, TrialId{5});
  EXPECT_EQ(world->most_active(), 2u);
  EXPECT_EQ(store->metrics(job.spec.name, {4}).value().size(), 3u);
  EXPECT_EQ(store->job(job.spec.name)->status, JobStatus::kCompleted);
  EXPECT_EQ(trials()[4].ran_for, milliseconds{300});
}

TEST_F(TunerTest, AMissingObjectiveFailsTheTrialWithItsDefinitionAndItsLog) {
  script = [](const RunRequest&) {
    return ScriptedRun{.run_for = milliseconds{10}, .log = {{milliseconds{1}, "accuracy: high\n"}}};
  };
  create(1, 1);
  ASSERT_TRUE(live());
  EXPECT_EQ(trials()[0].failure, FailureClass::kMetricMissing);
  EXPECT_THAT(trials()[0].reason, HasSubstr("accuracy: high"));
  EXPECT_THAT(trials()[0].reason, HasSubstr(job.spec.metrics[0].regex));
}

TEST_F(TunerTest, WhatIsQuotedOfAFailureHidesSecrets) {
  script = [](const RunRequest&) {
    return ScriptedRun{
        .run_for = milliseconds{10},
        .end = RunEnd::kUserError,
        .reason = "no access for AKIAIOSFODNN7EXAMPLE",
        .log = {{milliseconds{1}, "DB_PASSWORD=hunter22\nCUDA out of memory, token=abcdef12\n"}}};
  };
  create(1, 1);
  ASSERT_TRUE(live());
  std::string text = trials()[0].reason;
  const std::vector<StepRecord> steps = store->steps(job.spec.name).value();
  for (const StepRecord& step : steps) {
    for (const Event& event : step.events) {
      if (const auto* ended = std::get_if<RunEnded>(&event))
        text += ended->status.reason + ended->log_tail + ended->evidence.value().line;
    }
  }
  EXPECT_THAT(text, HasSubstr("DB_PASSWORD=***"));
  for (const char* secret : {"AKIAIOSFODNN7EXAMPLE", "hunter22", "abcdef12"})
    EXPECT_THAT(text, Not(HasSubstr(secret)));
}

TEST_F(TunerTest, ARefusedSubmitIsRepeatedUntilItIsTaken) {
  script = [](const RunRequest& request) {
    ScriptedRun run = well_behaved(request);
    run.unavailable = 3;
    return run;
  };
  create(2, 1);
  EXPECT_EQ(live()->succeeded, 2u);
}

TEST_F(TunerTest, AStartErrorFailsTheTrialWithItsReason) {
  script = [](const RunRequest&) { return ScriptedRun{.start_error = "no such command"}; };
  create(2, 1);
  ASSERT_TRUE(live());
  EXPECT_THAT(trials()[1].reason, HasSubstr("no such command"));
}

TEST_F(TunerTest, ALostRunIsReplacedByAnotherAttempt) {
  script = [](const RunRequest& request) {
    ScriptedRun run = well_behaved(request);
    if (request.attempt == 1) run.end = RunEnd::kLost;
    return run;
  };
  create(3, 2);
  EXPECT_EQ(live()->succeeded, 3u);
  EXPECT_EQ(trials()[0].attempts, 2u);
  EXPECT_EQ(store->metrics(job.spec.name, {1}).value().size(), 3u) << "of the last attempt only";
}

TEST_F(TunerTest, ACommandOfAnotherProcessStopsTheJob) {
  create(50, 2);
  ASSERT_TRUE(store->post_command(job.spec.name, StopMode::kStop));
  const Result<TuningSummary> summary = live();
  EXPECT_EQ(summary->status, JobStatus::kStopped);
  EXPECT_TRUE(store->commands(job.spec.name)->empty());
  EXPECT_LT(trials().size(), 50u);
}

TEST_F(TunerTest, AStoppedJobGoesOnLaterWithTheNextTrial) {
  create(4, 1);
  control.request(Wish::kDrain);
  EXPECT_EQ(live()->status, JobStatus::kStopped);
  const std::size_t before = trials().size();
  EXPECT_LT(before, 4u);
}

TEST_F(TunerTest, AnExtendedJobGoesOnToItsNewLimit) {
  create(3, 2);
  EXPECT_EQ(live()->succeeded, 3u);
  extend(5);
  extend(7);
  EXPECT_EQ(live()->succeeded, 7u);
  EXPECT_EQ(live()->status, JobStatus::kCompleted);  // replays both parts
  EXPECT_EQ(trials().size(), 7u);
  EXPECT_EQ(world->started().size(), 7u);
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

TEST_F(TunerTest, TheEndOfARunWaitsUntilItsLogCanBeRead) {
  create(1, 1);
  deaf_logs = 20;
  EXPECT_EQ(live()->succeeded, 1u);
  EXPECT_EQ(store->metrics(job.spec.name, {1}).value().size(), 3u);
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

TEST_F(TunerTest, EarlyStoppedTrialsCountWithTheirLastValue) {
  stop_above = 0.9;  // trial 1 alone has a larger loss
  create(3, 1);
  ASSERT_TRUE(live());
  EXPECT_EQ(trials()[0].status, TrialStatus::kStoppedEarly);
  EXPECT_EQ(trials()[1].status, TrialStatus::kSucceeded);
}

// A process dies at every point where it touches the world, one point after the other; the next one always picks up.
class TunerCrash : public TunerTest {
 protected:
  // False when the process was not killed, since it ended before the k-th point.
  bool live_and_die(long at) {
    CrashPlan plan{at};
    try {
      const Result<TuningSummary> summary = live(plan);
      EXPECT_TRUE(summary) << to_string(summary.error());
      return false;
    } catch (const Crash&) {
      return true;
    }
  }

  std::vector<PlaceStatus> marks() const {
    std::vector<PlaceStatus> marks;
    const std::vector<StepRecord> steps = store->steps(job.spec.name).value();
    for (const StepRecord& step : steps) {
      for (const Action& action : step.actions) {
        if (const auto* mark = std::get_if<MarkPlace>(&action)) marks.push_back(mark->status);
      }
    }
    return marks;
  }

  void check() {
    const std::vector<Trial> all = trials();
    EXPECT_EQ(all.size(), job.spec.limits.trials);
    for (const Trial& trial : all) EXPECT_TRUE(is_terminal(trial.status)) << trial.name;
    const std::set<std::string> different(world->started().begin(), world->started().end());
    EXPECT_EQ(different.size(), world->started().size()) << "a run was started twice";
    EXPECT_TRUE(world->overlaps().empty()) << "two runs of one trial at once";
    EXPECT_LE(world->most_active(), job.spec.limits.parallel);
  }
};

TEST_F(TunerCrash, NothingIsLostOrRunTwiceWhereverItDiesOnce) {
  for (long at = 0;; ++at) {
    SCOPED_TRACE("killed at point " + std::to_string(at));
    store = std::make_unique<MemoryStore>();
    clock = SimulatedClock();
    create(6, 2);
    const bool killed = live_and_die(at);
    if (killed) {
      EXPECT_EQ(live()->succeeded, 6u);
    }
    check();
    if (!killed || HasFailure()) return;
  }
}

TEST_F(TunerCrash, AnExtensionIsTakenOnceWhereverTheProcessDies) {
  for (long at = 0;; ++at) {
    SCOPED_TRACE("killed at point " + std::to_string(at));
    store = std::make_unique<MemoryStore>();
    clock = SimulatedClock();
    create(2, 2);
    ASSERT_EQ(live()->succeeded, 2u);
    extend(5);
    const bool killed = live_and_die(at);
    if (killed) {
      EXPECT_EQ(live()->succeeded, 5u);
    }
    check();
    std::size_t extended = 0;
    const auto steps = store->steps(job.spec.name).value();
    for (const StepRecord& step : steps) {
      for (const Event& event : step.events) extended += std::holds_alternative<JobExtended>(event);
    }
    EXPECT_EQ(extended, 1u);
    if (!killed || HasFailure()) return;
  }
}

TEST_F(TunerCrash, NothingIsLostOrRunTwiceWhenEveryProcessDies) {
  script = [](const RunRequest& request) {
    ScriptedRun run = well_behaved(request);
    if (request.trial.number % 3 == 0 && request.attempt == 1) run.end = RunEnd::kInfrastructure;
    return run;
  };
  stop_above = 0.45;
  for (long every = 5; every < 40; ++every) {
    SCOPED_TRACE("killed at every point " + std::to_string(every));
    store = std::make_unique<MemoryStore>();
    clock = SimulatedClock();
    create(8, 3);
    while (live_and_die(every)) {
    }
    check();
    if (HasFailure()) return;
  }
}

TEST_F(TunerCrash, ASickPlaceCostsNoTrialWhereverTheProcessDies) {
  for (long at = 0;; ++at) {
    SCOPED_TRACE("killed at point " + std::to_string(at));
    store = std::make_unique<MemoryStore>();
    clock = SimulatedClock();
    create(20, 3);
    job.spec.breaker = Breaker{.failures = 3, .retry_after = milliseconds{400}};
    bool tried_again = false;
    script = [&](const RunRequest& request) {
      tried_again |= request.try_place == "c" && request.avoid_places.empty();
      return well_behaved(request);
    };
    world->set_places({{"a"}, {"b"}, {.name = "c", .sick_until = milliseconds{1'000}}});
    const bool killed = live_and_die(at);
    if (killed) {
      EXPECT_TRUE(live());
    }
    EXPECT_EQ(store->job(job.spec.name)->status, JobStatus::kCompleted);
    EXPECT_TRUE(store->job(job.spec.name)->places.empty()) << "well again";
    check();
    for (const Trial& trial : trials()) EXPECT_EQ(trial.status, TrialStatus::kSucceeded);
    ASSERT_GE(marks().size(), 3U);
    EXPECT_EQ(marks().front(), PlaceStatus::kSetAside);
    EXPECT_EQ(marks().back(), PlaceStatus::kTrusted);
    EXPECT_TRUE(tried_again);
    if (!killed || HasFailure()) return;
  }
}

}  // namespace
}  // namespace tuner
