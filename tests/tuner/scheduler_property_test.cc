// Ten thousand random steps: whatever happens to the runs, the scheduler keeps its promises, and a replay of its log agrees.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/fakes/counting_strategy.h"
#include "tests/fakes/job_fixtures.h"
#include "tuner/base/rng.h"
#include "tuner/scheduler.h"

namespace tuner {
namespace {

class World {
 public:
  explicit World(std::uint64_t seed) : rng_(Rng::for_trial(seed, {0}, "world")) {
    spec_ = small_spec(1 + static_cast<std::uint32_t>(rng_.below(40)),
                       1 + static_cast<std::uint32_t>(rng_.below(8)));
    spec_.retries = static_cast<std::uint32_t>(rng_.below(3));
    if (rng_.below(4) == 0) spec_.limits.time = std::chrono::milliseconds{5'000};
    if (rng_.below(4) == 0) spec_.limits.failures = 3;
    strategy_.stop_above = rng_.below(2) == 0 ? 0.9 : 1e300;
    strategy_.at_most_per_ask = 1 + rng_.below(4);
    places_ = rng_.below(5);
  }

  void live() {
    Scheduler scheduler(spec_, JobIdentity{1}, strategy_, 100);
    std::vector<Event> events{JobOpened{places_ > 1}};
    for (int i = 0; i < 2'000 && !scheduler.ended(); ++i) {
      now_ += std::chrono::milliseconds{rng_.below(50)};
      StepRecord record{log_.size() + 1, now_, {}, events, {}};
      record.actions = scheduler.step(events, now_, {}).value();
      for (const Action& action : record.actions)
        std::visit([this](const auto& concrete) { act(concrete); }, action);
      log_.push_back(record);
      ASSERT_LE(running_.size(), spec_.limits.parallel);
      ASSERT_LE(scheduler.trials().size(), *spec_.limits.trials);
      events = next_events();
    }
    ASSERT_TRUE(scheduler.ended()) << "the job never ended";
    ASSERT_TRUE(running_.empty()) << "a job must not end before its runs";
    for (const Trial& trial : scheduler.trials()) ASSERT_TRUE(is_terminal(trial.status));
    ASSERT_EQ(strategy_.told.size(), scheduler.trials().size()) << "every trial is told once";
    live_trials_ = scheduler.trials();
  }

  void replay() {
    CountingStrategy strategy;
    strategy.stop_above = strategy_.stop_above;
    Scheduler scheduler(spec_, JobIdentity{1}, strategy, 1);
    for (const StepRecord& record : log_) {
      const Result<void> replayed = scheduler.replay(record);
      ASSERT_TRUE(replayed) << to_string(replayed.error());
    }
    ASSERT_EQ(scheduler.trials().size(), live_trials_.size());
    for (std::size_t i = 0; i < live_trials_.size(); ++i) {
      ASSERT_EQ(scheduler.trials()[i].status, live_trials_[i].status);
      ASSERT_EQ(scheduler.trials()[i].reason, live_trials_[i].reason);
      ASSERT_EQ(scheduler.trials()[i].objectives, live_trials_[i].objectives);
    }
  }

  std::size_t marks() const { return marks_; }

 private:
  void act(const StartRun& start) {
    ASSERT_TRUE(started_runs_.insert({start.trial.number, start.attempt}).second)
        << "a run was started twice";
    ASSERT_FALSE(running_.contains(start.trial.number)) << "two runs of one trial at once";
    running_[start.trial.number] = start.attempt;
    if (places_ > 0) place_of_[start.trial.number] = rng_.below(places_);
  }
  void act(const StopRun& stop) {
    ASSERT_TRUE(running_.contains(stop.trial.number)) << "a run that is not there was stopped";
    stopping_.insert(stop.trial.number);
  }
  void act(const EndJob&) {}
  void act(const MarkPlace&) { ++marks_; }

  std::vector<Event> next_events() {
    std::vector<Event> events;
    if (rng_.below(60) == 0)
      events.push_back(StopRequested{rng_.below(2) == 0 ? StopMode::kDrain : StopMode::kStop});
    const std::map<std::uint32_t, std::uint32_t> running = running_;
    for (const auto& [trial, attempt] : running) {
      if (places_ > 0)
        events.push_back(RunStarted{{trial}, attempt, std::to_string(place_of_.at(trial))});
      if (rng_.below(3) == 0) events.push_back(saw(trial, rng_.uniform(), attempt));
      if (rng_.below(4) == 0)
        events.push_back(saw(trial, 0.1, attempt + 1));  // nonsense from elsewhere
      if (rng_.below(stopping_.contains(trial) ? 2 : 6) != 0) continue;
      events.push_back(ended(trial, random_end(trial), attempt));
      running_.erase(trial);
      stopping_.erase(trial);
    }
    return events;
  }

  RunEnd random_end(std::uint32_t trial) {
    if (stopping_.contains(trial) && rng_.below(2) == 0) return RunEnd::kStopped;
    if (places_ > 1 && place_of_.at(trial) == 0) return RunEnd::kUserError;  // a sick place
    constexpr RunEnd kEnds[] = {RunEnd::kSucceeded,
                                RunEnd::kSucceeded,
                                RunEnd::kSucceeded,
                                RunEnd::kTimeLimit,
                                RunEnd::kUserError,
                                RunEnd::kLost,
                                RunEnd::kOutOfMemory,
                                RunEnd::kStartError};
    return kEnds[rng_.below(std::size(kEnds))];
  }

  Rng rng_;
  TuningJobSpec spec_;
  CountingStrategy strategy_;
  JobTime now_{0};
  std::uint64_t places_ = 0;
  std::map<std::uint32_t, std::uint64_t> place_of_;
  std::size_t marks_ = 0;
  std::map<std::uint32_t, std::uint32_t> running_;
  std::set<std::uint32_t> stopping_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> started_runs_;
  std::vector<StepRecord> log_;
  std::vector<Trial> live_trials_;
};

TEST(SchedulerProperty, KeepsItsPromisesAndReplaysWhateverHappens) {
  std::size_t marks = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(seed);
    world.live();
    if (HasFatalFailure()) return;
    world.replay();
    if (HasFatalFailure()) return;
    marks += world.marks();
  }
  EXPECT_GT(marks, 100U) << "sick places are met";
}

}  // namespace
}  // namespace tuner
