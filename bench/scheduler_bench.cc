// One step of the scheduler after so many trials: a run ends with its value, the next one starts. What a step costs must not grow
// with what the job has behind it.
//
// Random search, eight runs at once, results that are hardly ever the best, and every tenth of them a failure.
#include <benchmark/benchmark.h>

#include <limits>

#include "strategies/registry.h"
#include "tests/fakes/job_fixtures.h"
#include "tuner/scheduler.h"

namespace tuner {
namespace {

constexpr std::uint32_t kParallel = 8;

TuningJobSpec endless_spec() {
  TuningJobSpec spec = small_spec(1, kParallel);
  spec.strategy = "random";
  spec.parameters = {{"x", Continuous{.min = 0, .max = 1}}, {"y", Integer{1, 1000}}};
  spec.limits.trials.reset();
  spec.limits.failures = std::numeric_limits<std::uint32_t>::max();
  return spec;
}

class Job {
 public:
  Job() { step({JobOpened{}}); }

  // The oldest run ends.
  void end_one() {
    const std::uint32_t trial = ++ended_;
    const RunEnd end = trial % 10 == 0 ? RunEnd::kUserError : RunEnd::kSucceeded;
    step({started(trial), saw(trial, 1.0 + trial % 97), tuner::ended(trial, end)});
  }
  std::uint32_t ended() const { return ended_; }

 private:
  void step(const std::vector<Event>& events) {
    now_ += std::chrono::milliseconds(1);
    benchmark::DoNotOptimize(scheduler_.step(events, now_, TimePoint(now_)).value());
    benchmark::DoNotOptimize(scheduler_.take_changed());
  }

  const TuningJobSpec spec_ = endless_spec();
  const std::unique_ptr<Strategy> strategy_ = make_strategy(spec_).value();
  Scheduler scheduler_{spec_, {7}, *strategy_, kParallel};
  JobTime now_{0};
  std::uint32_t ended_ = 0;
};

void BM_SchedulerStep(benchmark::State& state) {
  Job job;
  while (job.ended() < state.range(0)) job.end_one();
  for (auto _ : state) job.end_one();
}
// As many iterations as leave the job about as long as it was.
BENCHMARK(BM_SchedulerStep)
    ->ArgName("trials")
    ->Arg(10)
    ->Iterations(90)
    ->Repetitions(20)
    ->ReportAggregatesOnly();
BENCHMARK(BM_SchedulerStep)
    ->ArgName("trials")
    ->Arg(100'000)
    ->Iterations(90)
    ->Repetitions(20)
    ->ReportAggregatesOnly();

}  // namespace
}  // namespace tuner

BENCHMARK_MAIN();
