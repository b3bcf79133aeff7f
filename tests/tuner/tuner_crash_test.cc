#include "tests/tuner/tuner_fixture.h"

namespace tuner {
namespace {

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

TEST_F(TunerCrash, AfterARestartNothingNewStartsWhileItMayNot) {
  for (long at = 0; at < 8; ++at) {
    SCOPED_TRACE("killed at point " + std::to_string(at));
    store = std::make_unique<MemoryStore>();
    clock = SimulatedClock();
    may_start = {};
    create(1, 1);
    ASSERT_TRUE(live_and_die(at));
    int asked = 0;
    const std::size_t before = world->started().size();
    may_start = [&]() -> Result<void> {
      EXPECT_EQ(world->started().size(), before);
      if (++asked < 3) return fail(ErrorCode::kUnavailable, "the disk is full");
      return {};
    };
    EXPECT_EQ(live()->succeeded, 1u);
    check();
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
