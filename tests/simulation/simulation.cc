// `simulation`: whole tuning jobs on a simulated clock, with a backend that lies and processes that die.
//
//   simulation --seeds 0-9999          each seed a job; says what broke, and how to see it again
//   simulation --trials 1000000        from seed 0 on, until so many trials have been lived through
//
// Every hundredth job is kept in SQLite, the others in memory. Exit code 1: a promise was broken.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "tests/fakes/temporary_folder.h"
#include "tests/simulation/life.h"
#include "tuner/base/log.h"
#include "tuner/store/memory_store.h"
#include "tuner/store/sqlite_store.h"

namespace tuner::simulation {
namespace {

struct Sums {
  std::uint64_t jobs = 0, broken = 0, trials = 0, runs = 0, steps = 0, processes = 0, crashes = 0,
                jumps = 0, set_aside = 0, trusted_again = 0, extended = 0;
  Lies lies;
  std::chrono::milliseconds simulated{0};

  void add(const Life& life) {
    ++jobs;
    broken += life.broken.empty() ? 0 : 1;
    trials += life.trials;
    runs += life.runs;
    steps += life.steps;
    processes += life.processes;
    crashes += life.crashes;
    jumps += life.jumps;
    set_aside += life.set_aside;
    trusted_again += life.trusted_again;
    extended += life.extended;
    simulated += life.simulated;
    for (std::size_t i = 0; i < lies.told.size(); ++i) lies.told[i] += life.lies.told[i];
  }

  void print() const {
    const auto line = [](std::string_view what, std::uint64_t count) {
      std::printf("%-28.*s %12llu\n",
                  static_cast<int>(what.size()),
                  what.data(),
                  static_cast<unsigned long long>(count));
    };
    line("jobs", jobs);
    line("  with a broken promise", broken);
    line("  that were extended", extended);
    line("trials", trials);
    line("runs", runs);
    line("steps", steps);
    line("processes", processes);
    line("  that were killed", crashes);
    line("jumps of the wall clock", jumps);
    line("places set aside", set_aside);
    line("  trusted again", trusted_again);
    for (std::size_t i = 0; i < lies.told.size(); ++i)
      line("lies: " + std::string(Lies::kKinds[i]), lies.told[i]);
    line("simulated hours", static_cast<std::uint64_t>(simulated / std::chrono::hours(1)));
  }
};

Life live_somewhere(std::uint64_t seed) {
  if (seed % 100 != 99) {
    MemoryStore store;
    return live(seed, store);
  }
  const testing_fakes::TemporaryFolder folder;
  return live(seed, *SqliteStore::open(folder.path() / "tuner.db").value());
}

int run(std::uint64_t first, std::uint64_t last, std::uint64_t trials) {
  Sums sums;
  for (std::uint64_t seed = first; seed <= last && sums.trials < trials; ++seed) {
    const Life life = live_somewhere(seed);
    sums.add(life);
    for (const std::string& broken : life.broken)
      std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), broken.c_str());
    std::fflush(stdout);
  }
  sums.print();
  return sums.broken == 0 ? 0 : 1;
}

}  // namespace
}  // namespace tuner::simulation

int main(int argc, char** argv) {
  tuner::log::set_level(tuner::log::Level::kOff);
  CLI::App app(
      "Whole tuning jobs on a simulated clock, with a backend that lies and processes that die");
  std::string seeds = "0-18446744073709551614";
  std::uint64_t trials = ~std::uint64_t{0};
  CLI::Option* range = app.add_option("--seeds", seeds, "A seed, or the first and the last");
  app.add_option("--trials", trials, "How many are enough")->excludes(range);
  CLI11_PARSE(app, argc, argv);
  const std::size_t dash = seeds.find('-');
  const std::uint64_t first = std::stoull(seeds);
  const std::uint64_t last =
      dash == std::string::npos ? first : std::stoull(seeds.substr(dash + 1));
  return tuner::simulation::run(first, last, trials);
}
