// The short form of the simulation: see simulation.cc.
#include <gtest/gtest.h>

#include "tests/fakes/temporary_folder.h"
#include "tests/simulation/life.h"
#include "tuner/base/log.h"
#include "tuner/store/memory_store.h"
#include "tuner/store/sqlite_store.h"

namespace tuner::simulation {
namespace {

void expect_kept(const Life& life) {
  for (const std::string& broken : life.broken)
    ADD_FAILURE() << broken << "\nagain: simulation --seeds " << life.job.seed;
}

class Simulation : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { log::set_level(log::Level::kOff); }
};

TEST_F(Simulation, PromisesAreKeptThroughCrashesAndLies) {
  std::uint64_t trials = 0, crashes = 0, set_aside = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    MemoryStore store;
    const Life life = live(seed, store);
    expect_kept(life);
    trials += life.trials;
    crashes += life.crashes;
    set_aside += life.set_aside;
    if (HasFailure()) return;
  }
  EXPECT_GT(trials, 3'000U);
  EXPECT_GT(crashes, 300U);
  EXPECT_GT(set_aside, 20U);
}

TEST_F(Simulation, PromisesAreKeptByTheDatabase) {
  for (std::uint64_t seed = 1'000; seed < 1'010; ++seed) {
    const testing_fakes::TemporaryFolder folder;
    const auto store = SqliteStore::open(folder.path() / "tuner.db");
    ASSERT_TRUE(store);
    expect_kept(live(seed, **store));
  }
}

TEST_F(Simulation, TheSameSeedIsTheSameLifeInEveryStore) {
  const testing_fakes::TemporaryFolder folder;
  const auto database = SqliteStore::open(folder.path() / "tuner.db");
  ASSERT_TRUE(database);
  MemoryStore memory;
  EXPECT_EQ(live(7, memory).log, live(7, **database).log);
}

}  // namespace
}  // namespace tuner::simulation
