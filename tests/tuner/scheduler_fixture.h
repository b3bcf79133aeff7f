// A scheduler with a strategy whose n-th suggestion is {"x": n}, and short ways to step it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "tests/fakes/counting_strategy.h"
#include "tests/fakes/job_fixtures.h"
#include "tuner/scheduler.h"

namespace tuner {

class SchedulerTest : public ::testing::Test {
 protected:
  void start(std::uint32_t trials, std::uint32_t parallel) {
    spec = small_spec(trials, parallel);
    restart();
  }
  void restart() { scheduler = std::make_unique<Scheduler>(spec, JobIdentity{7}, strategy, 100); }

  std::vector<Action> step(std::vector<Event> events,
                           std::chrono::milliseconds now = std::chrono::milliseconds{0}) {
    Result<std::vector<Action>> actions = scheduler->step(events, now, {});
    EXPECT_TRUE(actions.has_value());
    return *actions;
  }
  const Trial& trial(std::uint32_t number) const { return scheduler->trials()[number - 1]; }

  static Action start_of(std::uint32_t number,
                         std::uint32_t attempt = 1,
                         std::chrono::milliseconds at = std::chrono::milliseconds{0}) {
    return StartRun{{number}, attempt, {{{"x", std::int64_t{number}}}}, at};
  }

  TuningJobSpec spec;
  CountingStrategy strategy;
  std::unique_ptr<Scheduler> scheduler;
};

}  // namespace tuner
