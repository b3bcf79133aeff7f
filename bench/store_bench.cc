// What recording costs: a trial's share of the log of steps, metric rows by batch, and reading a whole job back for a restart.
//
// The database is in a folder of its own below TMPDIR (/tmp), so the steps that act measure that disk's fsync; their CPU time is what
// the store itself takes. The sizes of batches are those of a training that prints an epoch per poll, and of a flood.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "tests/contract/store_samples.h"
#include "tests/fakes/temporary_folder.h"
#include "tuner/store/sqlite_store.h"

namespace tuner {
namespace {

using namespace tuner::testing;
using testing_fakes::TemporaryFolder;

void require(const Result<void>& result, benchmark::State& state) {
  if (!result) state.SkipWithError(to_string(result.error()).c_str());
}

// A store with job "bench" and its first trial running.
struct Fixture {
  explicit Fixture(benchmark::State& state)
      : store(SqliteStore::open(folder.path() / "tuner.db").value()), job(sample_job("bench")) {
    require(store->create_job(job), state);
    append({JobOpened{}}, {start(1)}, {sample_trial(job, 1)}, state);
    require(store->put_run(name, sample_run(1)), state);
  }
  void append(std::vector<Event> events,
              std::vector<Action> actions,
              std::vector<Trial> changed,
              benchmark::State& state) {
    const StepRecord step = sample_step(++number, std::move(events), std::move(actions));
    require(store->append_step(name, step, changed), state);
  }

  TemporaryFolder folder;
  std::unique_ptr<SqliteStore> store;
  const JobRecord job;
  const JobName name{"bench"};
  std::uint64_t number = 0;
};

RunEnded ended(std::uint32_t trial) {
  return {.trial = TrialId{trial},
          .attempt = 1,
          .status = {.phase = RunPhase::kEnded, .end = RunEnd::kSucceeded, .exit_code = 0},
          .log_tail = "epoch 30 loss=0.12\n",
          .metric_note = ""};
}

// One trial of a fast training: the step that ends one and starts the next (with fsync), and the next one's handle.
void BM_RecordTrial(benchmark::State& state) {
  Fixture fixture(state);
  std::uint32_t trial = 1;
  for (auto _ : state) {
    Trial finished = sample_trial(fixture.job, trial);
    finished.status = TrialStatus::kRunning;
    fixture.append({RunStarted{TrialId{trial}, 1, "here"}}, {}, {finished}, state);
    finished.status = TrialStatus::kSucceeded;
    fixture.append({seen(trial, {point("loss", 0.5, 0)}), ended(trial)},
                   {start(trial + 1)},
                   {finished, sample_trial(fixture.job, trial + 1)},
                   state);
    require(fixture.store->put_run(fixture.name, sample_run(++trial)), state);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_RecordTrial)->Unit(benchmark::kMicrosecond)->UseRealTime()->MeasureProcessCPUTime();

// What one fdatasync of this disk takes: the floor of the above.
void BM_Fdatasync(benchmark::State& state) {
  const TemporaryFolder folder;
  const int file = open((folder.path() / "file").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  const std::string page(4096, 'x');
  for (auto _ : state) {
    if (pwrite(file, page.data(), page.size(), 0) < 0 || fdatasync(file) != 0) {
      state.SkipWithError("cannot write");
    }
  }
  close(file);
}
BENCHMARK(BM_Fdatasync)->Unit(benchmark::kMicrosecond)->UseRealTime();

// Metric rows in batches, one step each, without fsync.
void BM_RecordMetrics(benchmark::State& state) {
  Fixture fixture(state);
  std::vector<MetricPoint> points;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    points.push_back(point(i % 2 == 0 ? "loss" : "accuracy", 0.1 * static_cast<double>(i), i / 2));
  }
  for (auto _ : state) fixture.append({seen(1, points)}, {}, {}, state);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_RecordMetrics)->ArgName("rows")->Arg(1)->Arg(10)->Arg(100)->Arg(1000)->UseRealTime();

// The whole log of a job with as many metric steps, ten points each: what a restart reads.
void BM_ReadSteps(benchmark::State& state) {
  Fixture fixture(state);
  std::vector<MetricPoint> points;
  for (int i = 0; i < 10; ++i) points.push_back(point("loss", 0.1 * i, i));
  for (int i = 0; i < state.range(0); ++i) fixture.append({seen(1, points)}, {}, {}, state);
  for (auto _ : state) benchmark::DoNotOptimize(fixture.store->steps(fixture.name));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_ReadSteps)->ArgName("steps")->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tuner

BENCHMARK_MAIN();
