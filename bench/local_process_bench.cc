// What the local backend costs for each run: trainings of /bin/true, two at a time, from submit() to the known end; and the two
// parts of it that are ours alone.
#include <benchmark/benchmark.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "backends/local_process.h"
#include "backends/training_environment.h"
#include "tests/fakes/temporary_folder.h"

namespace tuner {
namespace {

using testing_fakes::TemporaryFolder;

RunRequest request(const std::filesystem::path& home, std::int64_t number) {
  RunRequest request;
  request.trial_name = "bench-" + std::to_string(number);
  request.run_name = request.trial_name + "-a1";
  request.command = {"/bin/true"};
  request.hyperparameters = {{"learning-rate", "0.01"}, {"hidden-units", "64"}};
  request.working_folder = home;
  request.trial_folder = home / "jobs" / "bench" / request.trial_name;
  request.checkpoint_folder = request.trial_folder / "checkpoints";
  request.objective_metric = "loss";
  request.log_limit_bytes = 1 << 30;
  return request;
}

void BM_RunOfBinTrueTwoAtATime(benchmark::State& state) {
  const TemporaryFolder home;
  const auto backend = LocalProcess::create({.slots_folder = home.path(),
                                             .jobs_folder = home.path() / "jobs",
                                             .supervisor = TUNER_BENCH_SUPERVISOR})
                           .value();
  std::vector<RunHandle> active;
  std::int64_t number = 0;
  const auto settle = [&] {
    backend->wait(std::chrono::minutes{1}, {});
    const auto answers = backend->status(active).value();
    std::vector<RunHandle> still;
    for (std::size_t i = 0; i < active.size(); ++i) {
      if (answers[i].phase != RunPhase::kEnded) still.push_back(active[i]);
      if (answers[i].phase == RunPhase::kEnded && answers[i].end != RunEnd::kSucceeded)
        std::abort();
    }
    active = std::move(still);
  };
  for ([[maybe_unused]] auto iteration : state) {
    active.push_back(backend->submit(request(home.path(), ++number)).value());
    while (active.size() == 2) settle();
  }
  while (!active.empty()) settle();
}
BENCHMARK(BM_RunOfBinTrueTwoAtATime)->UseRealTime()->Unit(benchmark::kMicrosecond);

void BM_SpawnOfBinTrueAlone(benchmark::State& state) {
  char name[] = "/bin/true";
  char* const arguments[] = {name, nullptr};
  for ([[maybe_unused]] auto iteration : state) {
    pid_t process = 0;
    ::posix_spawn(&process, name, nullptr, nullptr, arguments, environ);
    ::waitpid(process, nullptr, 0);
  }
}
BENCHMARK(BM_SpawnOfBinTrueAlone)->UseRealTime()->Unit(benchmark::kMicrosecond);

void BM_TrainingEnvironment(benchmark::State& state) {
  const TemporaryFolder home;
  const Environment inherited = inherited_environment();
  std::int64_t number = 0;
  for ([[maybe_unused]] auto iteration : state) {
    const RunRequest run = request(home.path(), ++number);
    const UniqueFd folder = open_run_folder(run).value();
    benchmark::DoNotOptimize(make_training_environment(folder.get(), run, inherited));
  }
}
BENCHMARK(BM_TrainingEnvironment)->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace tuner

BENCHMARK_MAIN();
