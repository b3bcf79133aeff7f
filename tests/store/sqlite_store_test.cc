#include "tuner/store/sqlite_store.h"

#include <malloc.h>

#include "tests/contract/store_contract.h"
#include "tests/fakes/temporary_folder.h"

namespace tuner::testing {
namespace {

using testing_fakes::TemporaryFolder;

std::unique_ptr<ExperimentStore> open_sqlite_store(const std::filesystem::path& folder) {
  return SqliteStore::open(folder / "tuner.db").value();
}

TEST(SqliteStore, ADeletedJobLeavesNoRowInAnyTable) {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "tuner.db";
  const JobRecord job = sample_job("digits");
  const auto store = SqliteStore::open(path).value();
  EXPECT_OK(store->create_job(job));
  const std::vector<Trial> trials{sample_trial(job, 1),
                                  ended_trial(job, 2, {}, FailureClass::kDiverged)};
  EXPECT_OK(store->append_step(job.spec.name, sample_step(1, {JobOpened{}}, {start(1)}), trials));
  EXPECT_OK(store->put_run(job.spec.name, sample_run(1)));
  const StepRecord news = sample_step(2, {seen(1, {point("loss", 0.5, 0)})});
  EXPECT_OK(store->append_step(job.spec.name, news, {}));
  EXPECT_OK(store->post_command(job.spec.name, {.mode = StopMode::kDrain}));
  const auto count = [&](const std::string& table) {
    const std::string sql = "SELECT count(*) FROM " + table;
    Database database = Database::open(path, Database::Access::kReadOnly).value();
    auto query = database.query(sql).value();
    EXPECT_TRUE(query.next().value());
    return query.integer(0);
  };
  const std::vector<std::string> tables{"jobs",
                                        "steps",
                                        "trials",
                                        "runs",
                                        "metric_series",
                                        "metric_points",
                                        "commands",
                                        "totals",
                                        "failure_totals"};
  for (const std::string& table : tables) EXPECT_GT(count(table), 0) << table;
  EXPECT_OK(store->delete_job(job.spec.name));
  for (const std::string& table : tables) EXPECT_EQ(count(table), 0) << table;
}

std::size_t allocated_bytes() {
  const auto heap = ::mallinfo2();
  return heap.uordblks + heap.hblkhd;
}

TEST(SqliteStore, HoldsNothingOfJobsThatHaveEndedOrAreGone) {
  constexpr std::size_t kSpecBytes = 512 << 10;
  constexpr std::uint32_t kJobs = 40;
  const TemporaryFolder folder;
  const auto store = open_sqlite_store(folder.path());
  const std::size_t before = allocated_bytes();
  for (std::uint32_t number = 0; number < kJobs; ++number) {
    JobRecord job = sample_job("job-" + std::to_string(number));
    job.spec.static_hyperparameters = {{"text", std::string(kSpecBytes, 'x')}};
    const JobName name = job.spec.name;
    EXPECT_OK(store->create_job(job));
    EXPECT_OK(store->append_step(name, sample_step(1, {JobOpened{}}), {}));
    if (number % 2 == 0) {
      EXPECT_OK(store->append_step(
          name, sample_step(2, {}, {EndJob{JobStatus::kCompleted, "enough"}}), {}));
    } else {
      EXPECT_OK(store->delete_job(name));
    }
  }
  EXPECT_LT(allocated_bytes(), before + kJobs / 4 * kSpecBytes);
}

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, ::testing::Values(&open_sqlite_store));
INSTANTIATE_TEST_SUITE_P(Sqlite, DurableStoreContract, ::testing::Values(&open_sqlite_store));

}  // namespace
}  // namespace tuner::testing
