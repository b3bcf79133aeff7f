// A world with scripted runs, a store, and processes that come and go, for tests of the loop.
#pragma once

#include <gmock/gmock.h>

#include <set>

#include "backends/scripted.h"
#include "metrics/scraper.h"
#include "tests/fakes/counting_strategy.h"
#include "tests/fakes/crash.h"
#include "tests/fakes/job_fixtures.h"
#include "tuner/store/memory_store.h"
#include "tuner/tuner.h"

namespace tuner {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;
using Wish = RunControl::Wish;

// Leaves the first questions for logs, and the first stops, unanswered. `on_log` is called with every question for a log.
class Deaf final : public BackendAround {
 public:
  Deaf(std::unique_ptr<Backend> backend,
       int& logs_left,
       int& stops_left,
       std::function<void()> on_log)
      : BackendAround(std::move(backend)),
        logs_left_(logs_left),
        stops_left_(stops_left),
        on_log_(std::move(on_log)) {}

  Result<LogChunk> read_log(const RunHandle& run, std::uint64_t offset) override {
    if (on_log_) on_log_();
    if (logs_left_-- > 0) return fail(ErrorCode::kUnavailable, "busy");
    return inner().read_log(run, offset);
  }
  Result<void> stop(const RunHandle& run, milliseconds grace) override {
    if (stops_left_-- > 0) return fail(ErrorCode::kUnavailable, "busy");
    return inner().stop(run, grace);
  }

 private:
  int &logs_left_, &stops_left_;
  const std::function<void()> on_log_;
};

inline std::optional<LogEvidence> explain_memory(std::string_view log_end) {
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
            std::make_unique<Deaf>(
                std::make_unique<Scripted>(world), deaf_logs, deaf_stops, on_log),
            plan),
        .make_scraper = [this](std::size_t) { return make_scraper(job.spec.metrics).value(); },
        .may_start = may_start,
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

  template <typename Kind>
  std::vector<Kind> recorded() const {
    std::vector<Kind> found;
    const std::vector<StepRecord> steps = store->steps(job.spec.name).value();
    for (const StepRecord& step : steps) {
      for (const Event& event : step.events) {
        if (const auto* kind = std::get_if<Kind>(&event)) found.push_back(*kind);
      }
    }
    return found;
  }

  std::vector<Trial> trials() const { return store->trials(job.spec.name).value(); }

  std::unique_ptr<MemoryStore> store = std::make_unique<MemoryStore>();
  SimulatedClock clock;
  JobRecord job;
  std::shared_ptr<ScriptedWorld> world;
  Script script = well_behaved;
  RunControl control;
  TunerObserver* observer = nullptr;
  std::function<Result<void>()> may_start;
  std::function<void()> on_log;
  std::function<std::optional<ConvergenceSeen>(std::span<const Trial>)> convergence;
  double stop_above = 1e300;
  int deaf_logs = 0, deaf_stops = 0;  // questions that the backend does not answer
};

}  // namespace tuner
