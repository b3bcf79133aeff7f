#include "tuner/store/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <vector>

#include "tests/contract/result_matchers.h"
#include "tests/contract/store_samples.h"
#include "tests/contract/store_text.h"
#include "tests/fakes/temporary_folder.h"
#include "tuner/store/sqlite_store.h"
#include "tuner/store/trial_table.h"

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

// The migrations so far and further ones.
std::vector<const char*> with(std::initializer_list<const char*> further) {
  std::vector<const char*> steps(migrations().begin(), migrations().end());
  steps.insert(steps.end(), further);
  return steps;
}

TEST_F(Schema, AnOlderDatabaseIsBroughtUpToDateWithItsContents) {
  EXPECT_OK(SqliteStore::open(path_).value()->create_job(sample_job("digits")));
  Database database = open();
  EXPECT_OK(migrate(database, with({kNextVersion})));
  EXPECT_EQ(number(database, "PRAGMA user_version"), std::ssize(migrations()) + 1);
  EXPECT_EQ(number(database, "SELECT count(*) FROM jobs WHERE note = 'none'"), 1);
  EXPECT_EQ(number(database, "SELECT count(*) FROM tags"), 0);
}

TEST_F(Schema, TrialsOfVersion1HaveNoConstraints) {
  {
    Database database = open();
    EXPECT_OK(migrate(database, migrations().first(1)));
    EXPECT_OK(database.execute_script(
        "INSERT INTO jobs VALUES (1, 'old', '{}', 0, 0, 'completed', '', 0, 1, 1, 1);"
        "INSERT INTO trials VALUES (1, 1, 'old-001', 'succeeded', 'none', '', '{}', NULL, NULL, 1, "
        "'[0.5]', 0, 0, 1, 1, 0)"));
  }
  EXPECT_OK(SqliteStore::open(path_));
  Database database = open();
  const auto trials = value_of(read_trials(database, 1));
  ASSERT_EQ(trials.size(), 1U);
  EXPECT_EQ(trials[0].objectives, (std::vector<std::optional<double>>{0.5}));
  EXPECT_TRUE(trials[0].constraints.empty());
}

// What later versions added to version 4.
constexpr const char* kBackToVersion4 =
    "ALTER TABLE metric_series DROP COLUMN last_seen; ALTER TABLE metric_series DROP COLUMN "
    "finite; "
    "ALTER TABLE metric_series DROP COLUMN mean; "
    "ALTER TABLE metric_series DROP COLUMN squares; DROP INDEX job_heads; ALTER TABLE jobs DROP "
    "COLUMN single_training; "
    "ALTER TABLE commands DROP COLUMN trial; "
    "ALTER TABLE jobs DROP COLUMN user; ALTER TABLE jobs DROP COLUMN priority; "
    "ALTER TABLE jobs DROP COLUMN request; DROP TABLE totals; DROP TABLE failure_totals; "
    "ALTER TABLE trials DROP COLUMN definition; ALTER TABLE jobs DROP COLUMN places; DROP TABLE "
    "client_points; DROP TABLE client_metrics; "
    "DROP TABLE resource_tags; DROP TABLE group_components; DROP TABLE tracking_records; PRAGMA "
    "user_version = 4;";

// As version 2 wrote it: its jobs began with nothing.
TEST_F(Schema, JobsOfVersion2BeganWithNothing) {
  const JobRecord job = sample_job("digits");
  {
    EXPECT_OK(SqliteStore::open(path_).value()->create_job(job));
    Database database = open();
    EXPECT_OK(database.execute_script(kBackToVersion4));
    EXPECT_OK(
        database.execute_script("ALTER TABLE jobs DROP COLUMN prior; DROP TABLE extensions; "
                                "PRAGMA user_version = 2;"));
  }
  const auto store = SqliteStore::open(path_);
  ASSERT_TRUE(store);
  const JobRecord read = value_of((*store)->job({"digits"}));
  EXPECT_EQ(read.spec, job.spec);
  EXPECT_EQ(read.prior, Prior{});
}

// Version 4 kept no totals: they are counted from its trials.
TEST_F(Schema, TrialsOfVersion4AreCounted) {
  std::vector<std::string> before;
  {
    const auto store = SqliteStore::open(path_).value();
    const auto add = [&](JobRecord job, std::vector<Trial> trials) {
      EXPECT_OK(store->create_job(job));
      EXPECT_OK(store->append_step(job.spec.name, sample_step(1, {}), trials));
    };
    JobRecord job = sample_job("minimized");
    add(job,
        {sample_trial(job, 1),
         ended_trial(job, 2, {}, FailureClass::kDiverged),
         ended_trial(job, 3, 0.25),
         ended_trial(job, 4, 0.25),
         ended_trial(job, 5, -kInf),
         ended_trial(job, 6, {}, FailureClass::kDiverged),
         ended_trial(job, 7, {}, FailureClass::kUserError),
         ended_trial(job, 8, 2.0)});
    job.spec.name = {"maximized"};
    job.spec.objectives.front().goal = Goal::kMaximize;
    add(job, {ended_trial(job, 1, -0.5), ended_trial(job, 2, -1e-9), ended_trial(job, 3, kNan)});
    job.spec.name = {"constrained"};
    job.spec.constraints = {{.metric = "latency", .min = 1.0, .max = 20.0}};
    std::vector<Trial> trials;
    for (const double latency : {20.0, 1.0, 0.5, 21.0, kNan}) {
      const auto number = static_cast<std::uint32_t>(trials.size() + 1);
      trials.push_back(ended_trial(job, number, 0.1 * number));
      trials.back().constraints = {latency};
    }
    add(job, trials);
    EXPECT_OK(store->create_job(sample_job("fresh")));
    before = texts(store->summaries().value());
  }
  EXPECT_OK(open().execute_script(kBackToVersion4));
  EXPECT_EQ(texts(SqliteStore::open(path_).value()->summaries().value()), before);
}

TEST_F(Schema, TheMomentsOfOldMetricsAreThoseOfTheirPoints) {
  const JobName job{"digits"};
  const auto summaries = [&] {
    return value_of(value_of(SqliteStore::open(path_))->metric_summaries(job, TrialId{1}));
  };
  {
    const auto store = value_of(SqliteStore::open(path_));
    const JobRecord record = sample_job(job.text);
    EXPECT_OK(store->create_job(record));
    EXPECT_OK(store->append_step(
        job, sample_step(1, {}, {start(1)}), std::vector{sample_trial(record, 1)}));
    EXPECT_OK(store->put_run(job, sample_run(1)));
    const std::vector<MetricPoint> points{point("loss", 4.0, 0),
                                          point("none", kNan, 0),
                                          point("loss", kInf, 1),
                                          point("loss", -kInf, 2),
                                          point("loss", kNan, 3),
                                          point("loss", 1.0, 4),
                                          point("loss", 1.0, 5)};
    EXPECT_OK(store->append_step(job, sample_step(2, {seen(1, points)}), {}));
  }
  const RunningMoments loss{.count = 3, .mean = 2.0, .squares = 6.0};
  EXPECT_OK(open().execute_script(kBackToVersion4));
  EXPECT_EQ(summaries().at(0).finite, loss);
  EXPECT_EQ(summaries().at(1).finite, RunningMoments{});
}

TEST_F(Schema, ADamagedExtensionIsFound) {
  const JobRecord job = sample_job("digits");
  const auto store = SqliteStore::open(path_);
  EXPECT_OK((*store)->create_job(job));
  EXPECT_OK((*store)->extend_job(job.spec));
  EXPECT_OK((*store)->extend_job(job.spec));
  const auto after = [&](const char* statement) {
    EXPECT_OK(open().execute_script(statement));
    const auto read = (*store)->job({"digits"});
    return read ? std::string() : to_string(read.error());
  };
  EXPECT_THAT(
      after("UPDATE extensions SET spec = replace(spec, 'digits', 'digit5') WHERE number = 2"),
      HasSubstr("extension 2: the checksum of its specification differs"));
  EXPECT_THAT(after("DELETE FROM extensions WHERE number = 1"),
              HasSubstr("extension 2: one before it is missing"));
}

TEST_F(Schema, AMigrationThatFailsChangesNothing) {
  Database database = open();
  EXPECT_OK(migrate(database));
  EXPECT_ERROR(ErrorCode::kInternal,
               migrate(database, with({kNextVersion, "CREATE TABLE broken ("})));
  EXPECT_EQ(number(database, "PRAGMA user_version"), std::ssize(migrations()));
  EXPECT_EQ(number(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'tags'"), 0);
  EXPECT_OK(check_version(database));
}

TEST_F(Schema, ANewerDatabaseIsRefusedByWritersAndReaders) {
  {
    Database database = open();
    EXPECT_OK(migrate(database, with({kNextVersion})));
  }
  const auto store = SqliteStore::open(path_);
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, store);
  const std::string newer = std::to_string(migrations().size() + 1);
  EXPECT_THAT(store.error().message, HasSubstr("newer version of tuner (schema " + newer));
  EXPECT_EQ(store.error().at, path_.string());
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, SqliteStore::open_reader(path_));
}

TEST_F(Schema, AnEmptyFileIsNoDatabaseToAReader) {
  open();
  EXPECT_ERROR(ErrorCode::kNotFound, SqliteStore::open_reader(path_));
}

TEST_F(Schema, AReaderDoesNotMigrate) {
  {
    Database database = open();
    EXPECT_OK(migrate(database, migrations().first(3)));
  }
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
