#include <gmock/gmock.h>

#include "tests/contract/tracking_contract.h"
#include "tuner/store/memory_tracking_store.h"
#include "tuner/store/record_query.h"
#include "tuner/store/sqlite_store.h"
#include "tuner/store/sqlite_tracking_store.h"

namespace tuner::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing_fakes::TemporaryFolder;

std::unique_ptr<TrackingStore> open_memory_tracking_store(const std::filesystem::path&) {
  return std::make_unique<MemoryTrackingStore>();
}

std::unique_ptr<TrackingStore> open_sqlite_tracking_store(const std::filesystem::path& folder) {
  return SqliteTrackingStore::open(folder / "tuner.db").value();
}

INSTANTIATE_TEST_SUITE_P(Memory, TrackingContract, ::testing::Values(&open_memory_tracking_store));
INSTANTIATE_TEST_SUITE_P(Sqlite, TrackingContract, ::testing::Values(&open_sqlite_tracking_store));
INSTANTIATE_TEST_SUITE_P(Sqlite,
                         DurableTrackingContract,
                         ::testing::Values(&open_sqlite_tracking_store));

class SqliteTracking : public ::testing::Test {
 protected:
  const TemporaryFolder folder_;
  const std::filesystem::path path_ = folder_.path() / "tuner.db";
};

TEST_F(SqliteTracking, SharesTheDatabaseOfTheJobs) {
  const auto jobs = SqliteStore::open(path_).value();
  const auto tracking = SqliteTrackingStore::open(path_).value();
  EXPECT_OK(tracking->create({.kind = RecordKind::kExperiment, .name = "e"}, {}));
  EXPECT_TRUE(value_of(jobs->jobs()).empty());
}

TEST_F(SqliteTracking, ADamagedBodyIsReportedWithItsRecord) {
  const auto store = SqliteTrackingStore::open(path_).value();
  EXPECT_OK(store->create({.kind = RecordKind::kExperiment, .name = "Exp"}, {}));
  const std::string body = "UPDATE tracking_records SET body = ";
  for (const char* damaged :
       {"'{'", "'[]'", "replace(body, '\"parameters\":[]', '\"parameters\":[1]')"}) {
    EXPECT_OK(
        Database::open(path_, Database::Access::kReadWrite).value().execute_script(body + damaged));
    const auto read = store->record(RecordKind::kExperiment, "exp");
    EXPECT_ERROR(ErrorCode::kInternal, read);
    EXPECT_THAT(read.error().message, HasSubstr("experiment Exp"));
  }
}

// A page costs what it holds: its order comes from an index, from its place on.
TEST_F(SqliteTracking, PagesOfAllRecordsAreReadFromAnIndexInTheirOrder) {
  ASSERT_TRUE(SqliteTrackingStore::open(path_).has_value());
  Database database = Database::open(path_, Database::Access::kReadWrite).value();
  for (const auto order : {RecordQuery::Order::kName, RecordQuery::Order::kCreated}) {
    for (const bool descending : {false, true}) {
      const std::string sql = "EXPLAIN QUERY PLAN " +
                              std::string(records_sql({.order = order, .descending = descending}));
      std::string plan;
      Query query = database.query(sql).value();
      while (query.next().value()) plan += query.text(3) + "\n";
      EXPECT_THAT(plan, Not(HasSubstr("TEMP B-TREE"))) << sql;
      EXPECT_THAT(plan, HasSubstr(order == RecordQuery::Order::kName ? "key" : "(created,key)"))
          << sql;
    }
  }
}

}  // namespace
}  // namespace tuner::testing
