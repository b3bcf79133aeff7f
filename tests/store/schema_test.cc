#include "tuner/store/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <array>
#include <fstream>

#include "tests/contract/result_matchers.h"
#include "tests/contract/store_samples.h"
#include "tests/fakes/temporary_folder.h"
#include "tuner/store/sqlite_store.h"

namespace tuner::testing {
namespace {

using ::testing::HasSubstr;
using testing_fakes::TemporaryFolder;

class Schema : public ::testing::Test {
 protected:
  Database open() { return Database::open(path_, Database::Access::kReadWrite).value(); }

  static std::int64_t number(Database& database, std::string_view sql) {
    auto query = database.query(sql).value();
    EXPECT_TRUE(query.next().value());
    return query.integer(0);
  }

  TemporaryFolder folder_;
  const std::filesystem::path path_ = folder_.path() / "tuner.db";
};

constexpr const char* kNextVersion =
    "ALTER TABLE jobs ADD COLUMN note TEXT NOT NULL DEFAULT 'none'; CREATE TABLE tags (name TEXT) "
    "STRICT";

TEST_F(Schema, MarksTheFileAsOursWithItsVersion) {
  Database database = open();
  EXPECT_OK(migrate(database));
  EXPECT_EQ(number(database, "PRAGMA application_id"), kApplicationId);
  EXPECT_EQ(number(database, "PRAGMA user_version"), std::ssize(migrations()));
  EXPECT_EQ(number(database, "PRAGMA foreign_keys"), 1);
  EXPECT_OK(check_version(database));
}

TEST_F(Schema, AnOlderDatabaseIsBroughtUpToDateWithItsContents) {
  EXPECT_OK(SqliteStore::open(path_).value()->create_job(sample_job("digits")));
  Database database = open();
  const std::array steps{migrations()[0], kNextVersion};
  EXPECT_OK(migrate(database, steps));
  EXPECT_EQ(number(database, "PRAGMA user_version"), 2);
  EXPECT_EQ(number(database, "SELECT count(*) FROM jobs WHERE note = 'none'"), 1);
  EXPECT_EQ(number(database, "SELECT count(*) FROM tags"), 0);
}

TEST_F(Schema, AMigrationThatFailsChangesNothing) {
  Database database = open();
  EXPECT_OK(migrate(database));
  const std::array steps{migrations()[0], kNextVersion, "CREATE TABLE broken ("};
  EXPECT_ERROR(ErrorCode::kInternal, migrate(database, steps));
  EXPECT_EQ(number(database, "PRAGMA user_version"), 1);
  EXPECT_EQ(number(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'tags'"), 0);
  EXPECT_OK(check_version(database));
}

TEST_F(Schema, ANewerDatabaseIsRefusedByWritersAndReaders) {
  {
    Database database = open();
    const std::array steps{migrations()[0], kNextVersion};
    EXPECT_OK(migrate(database, steps));
  }
  const auto store = SqliteStore::open(path_);
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, store);
  EXPECT_THAT(store.error().message, HasSubstr("newer version of tuner (schema 2"));
  EXPECT_EQ(store.error().at, path_.string());
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, SqliteStore::open_reader(path_));
}

TEST_F(Schema, AReaderDoesNotMigrate) {
  open();
  const auto reader = SqliteStore::open_reader(path_);
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, reader);
  EXPECT_THAT(reader.error().message, HasSubstr("earlier version"));
}

TEST_F(Schema, ADatabaseOfAnotherProgramIsLeftAlone) {
  { EXPECT_OK(open().execute_script("CREATE TABLE theirs (a)")); }
  const auto store = SqliteStore::open(path_);
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, store);
  EXPECT_THAT(store.error().message, HasSubstr("another program"));
}

TEST_F(Schema, AFileThatIsNoDatabaseIsRefusedWithItsPath) {
  std::ofstream(path_) << "learning rates I liked, in no particular order, over several pages ...";
  const auto store = SqliteStore::open(path_);
  EXPECT_ERROR(ErrorCode::kInternal, store);
  EXPECT_EQ(store.error().at, path_.string());
  EXPECT_THAT(store.error().message, HasSubstr("not a database"));
}

TEST_F(Schema, EveryTableIsStrict) {
  Database database = open();
  EXPECT_OK(migrate(database));
  EXPECT_EQ(number(database,
                   "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 0 "
                   "AND name NOT LIKE 'sqlite_%'"),
            0);
}

TEST_F(Schema, AReaderCannotWrite) {
  EXPECT_OK(SqliteStore::open(path_).value()->create_job(sample_job("digits")));
  Database database = Database::open(path_, Database::Access::kReadOnly).value();
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, database.execute("DELETE FROM jobs"));
  EXPECT_EQ(value_of(SqliteStore::open_reader(path_).value()->jobs()).size(), 1U);
}

TEST_F(Schema, AReaderOfNoDatabaseFindsNoneAndCreatesNone) {
  EXPECT_ERROR(ErrorCode::kNotFound, SqliteStore::open_reader(path_));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace tuner::testing
