// What the world does to a database: damage, a full disk, a folder without permission, another process, a kill.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

#include "tests/contract/result_matchers.h"
#include "tests/contract/store_samples.h"
#include "tests/contract/store_text.h"
#include "tests/fakes/temporary_folder.h"
#include "tests/store/run_in_child.h"
#include "tuner/base/rng.h"
#include "tuner/store/sqlite_store.h"

namespace tuner::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing_fakes::TemporaryFolder;

const JobName kJob{"digits"};

// Step 1 starts trial 1; the others bring one point each, and each third acts.
StepRecord step_at(std::uint64_t number) {
  if (number == 1) return sample_step(1, {JobOpened{}}, {start(1)});
  const MetricsSeen event = seen(1, {point("loss", 1.0 / static_cast<double>(number), 0)}, number);
  if (number % 3 != 0) return sample_step(number, {event});
  return sample_step(number, {event}, {StopRun{TrialId{1}, 1, "at " + std::to_string(number)}});
}

Result<void> append(ExperimentStore& store, std::uint64_t number) {
  if (number > 1) return store.append_step(kJob, step_at(number), {});
  const JobRecord job = sample_job(kJob.text);
  TUNER_RETURN_IF_ERROR(store.append_step(kJob, step_at(1), std::vector{sample_trial(job, 1)}));
  return store.put_run(kJob, sample_run(1));
}

std::vector<std::string> expected_steps(std::uint64_t count) {
  std::vector<std::string> all;
  for (std::uint64_t number = 1; number <= count; ++number) all.push_back(text(step_at(number)));
  return all;
}

class StoreUnderStress : public ::testing::Test {
 protected:
  void write_job(std::uint64_t steps) {
    const auto store = SqliteStore::open(path_).value();
    EXPECT_OK(store->create_job(sample_job(kJob.text)));
    for (std::uint64_t number = 1; number <= steps; ++number) EXPECT_OK(append(*store, number));
  }

  TemporaryFolder folder_;
  const fs::path path_ = folder_.path() / "tuner.db";
};

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Asks everything; the log must be right or refused.
void read_everything(const ExperimentReader& store, const std::vector<std::string>& expected) {
  (void)store.jobs();
  (void)store.job(kJob);
  (void)store.trials(kJob);
  (void)store.runs(kJob);
  (void)store.metrics(kJob, TrialId{1});
  (void)store.metric_summaries(kJob, TrialId{1});
  const auto steps = store.steps(kJob);
  if (steps) {
    EXPECT_EQ(texts(*steps), expected);
    return;
  }
  EXPECT_THAT(
      steps.error().code,
      ::testing::AnyOf(ErrorCode::kInternal, ErrorCode::kNotFound, ErrorCode::kUnavailable));
}

TEST_F(StoreUnderStress, ADamagedDatabaseGivesErrorsOrTheRightLog) {
  constexpr std::uint64_t kSteps = 200;
  write_job(kSteps);
  const std::string whole = read_file(path_);
  const auto expected = expected_steps(kSteps);
  int refused = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Rng rng = Rng::for_trial(seed, TrialId{1}, "damage");
    std::string bytes = whole;
    for (std::uint64_t flips = 1 + rng.below(4); flips > 0; --flips) {
      bytes[rng.below(bytes.size())] ^= static_cast<char>(1U << rng.below(8));
    }
    fs::remove(path_.string() + "-wal");
    fs::remove(path_.string() + "-shm");
    std::ofstream(path_, std::ios::binary) << bytes;
    const auto reader = SqliteStore::open_reader(path_);
    if (!reader) {
      ++refused;
      continue;
    }
    read_everything(**reader, expected);
    if (!(*reader)->steps(kJob)) ++refused;
  }
  EXPECT_GT(refused, 100);
}

TEST_F(StoreUnderStress, ATruncatedDatabaseGivesErrorsOrTheRightLog) {
  constexpr std::uint64_t kSteps = 60;
  write_job(kSteps);
  const std::string whole = read_file(path_);
  for (std::size_t size = 0; size < whole.size(); size += 2048 + 7) {
    SCOPED_TRACE("cut to " + std::to_string(size));
    std::ofstream(path_, std::ios::binary) << whole.substr(0, size);
    const auto reader = SqliteStore::open_reader(path_);
    if (reader) read_everything(**reader, expected_steps(kSteps));
  }
}

TEST_F(StoreUnderStress, AStepWhoseTextWasChangedIsRefused) {
  write_job(5);
  {
    Database database = Database::open(path_, Database::Access::kReadWrite).value();
    EXPECT_OK(database.execute("UPDATE metric_points SET value = 0.3 WHERE seq = 2"));
  }
  const auto steps = SqliteStore::open(path_).value()->steps(kJob);
  EXPECT_ERROR(ErrorCode::kInternal, steps);
  EXPECT_THAT(steps.error().message, HasSubstr("step 4: its checksum differs"));
  EXPECT_EQ(steps.error().at, path_.string());
}

TEST_F(StoreUnderStress, AMissingStepIsNoticed) {
  write_job(5);
  for (const char* sql :
       {"DELETE FROM steps WHERE number = 5", "DELETE FROM steps WHERE number = 2"}) {
    { EXPECT_OK(Database::open(path_, Database::Access::kReadWrite).value().execute(sql)); }
    EXPECT_ERROR(ErrorCode::kInternal, SqliteStore::open(path_).value()->steps(kJob));
  }
}

// RLIMIT_FSIZE stands for a disk without room: the kernel refuses to let the file grow.
TEST_F(StoreUnderStress, AFullDiskIsAnErrorThatPassesOnceThereIsRoom) {
  write_job(3);
  const int code = run_in_child([&] {
    signal(SIGXFSZ, SIG_IGN);
    const auto store = SqliteStore::open(path_).value();
    const rlimit before{RLIM_INFINITY, RLIM_INFINITY};
    const rlimit full{256 * 1024, RLIM_INFINITY};
    if (setrlimit(RLIMIT_FSIZE, &full) != 0) return 2;
    std::uint64_t number = 4;
    Result<void> result = append(*store, number);
    while (result && number < 5000) result = append(*store, ++number);
    if (result || result.error().code != ErrorCode::kUnavailable) return 3;
    if (result.error().message.find("full") == std::string::npos) return 4;
    if (store->step_count(kJob).value() != number - 1) return 5;
    if (setrlimit(RLIMIT_FSIZE, &before) != 0) return 6;
    if (!append(*store, number)) return 7;
    return texts(store->steps(kJob).value()) == expected_steps(number) ? 0 : 8;
  });
  EXPECT_EQ(code, 0);
}

TEST_F(StoreUnderStress, AFolderWithoutPermissionIsAClearError) {
  fs::permissions(folder_.path(),
                  fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                      fs::perms::others_exec);
  const int code = run_in_child([&] {
    if (geteuid() == 0 && seteuid(65534) != 0) return 9;
    const auto store = SqliteStore::open(path_);
    return !store && store.error().code == ErrorCode::kUnavailable &&
                   store.error().at == path_.string()
               ? 0
               : 1;
  });
  fs::permissions(folder_.path(), fs::perms::owner_all);
  EXPECT_EQ(code, 0);
}

TEST_F(StoreUnderStress, TwoProcessesAppendToTwoJobsOfOneDatabase) {
  constexpr std::uint64_t kSteps = 150;
  { EXPECT_TRUE(SqliteStore::open(path_).has_value()); }
  const auto write = [&](const std::string& name) {
    const auto store = SqliteStore::open(path_).value();
    if (!store->create_job(sample_job(name))) return 1;
    for (std::uint64_t number = 1; number <= kSteps; ++number) {
      const StepRecord step = sample_step(number, {JobOpened{}}, {start(1)});
      if (!store->append_step(JobName{name}, step, {})) return 2;
    }
    return 0;
  };
  const pid_t other = fork();
  if (other == 0) _exit(write("theirs"));
  EXPECT_EQ(write("ours"), 0);
  int status = 0;
  waitpid(other, &status, 0);
  EXPECT_EQ(status, 0);
  const auto reader = SqliteStore::open_reader(path_).value();
  for (const char* name : {"ours", "theirs"}) {
    EXPECT_EQ(value_of(reader->steps(JobName{name})).size(), kSteps) << name;
  }
}

TEST_F(StoreUnderStress, TheSecondOfTwoOwnersIsToldThatItIsTheSecond) {
  write_job(2);
  const auto first = SqliteStore::open(path_).value(), second = SqliteStore::open(path_).value();
  EXPECT_OK(append(*first, 3));
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, append(*second, 3));
  EXPECT_EQ(texts(value_of(second->steps(kJob))), expected_steps(3));
}

// The writer tells the number of each step over a pipe once the store has acknowledged it; it is killed after some of them.
TEST_F(StoreUnderStress, EveryAcknowledgedStepIsThereAfterAKill) {
  for (std::uint64_t seed = 0; seed < 25; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "tuner.db";
    int pipe_ends[2];
    ASSERT_EQ(pipe(pipe_ends), 0);
    const pid_t writer = fork();
    if (writer == 0) {
      const auto store = SqliteStore::open(path).value();
      if (!store->create_job(sample_job(kJob.text))) _exit(1);
      for (std::uint64_t number = 1; append(*store, number); ++number) {
        if (write(pipe_ends[1], &number, sizeof number) < 0) _exit(2);
      }
      _exit(3);
    }
    close(pipe_ends[1]);
    std::uint64_t acknowledged = 0;
    const std::uint64_t enough = 1 + Rng::for_trial(seed, TrialId{1}, "kill").below(60);
    while (acknowledged < enough && read(pipe_ends[0], &acknowledged, sizeof acknowledged) > 0) {
    }
    kill(writer, SIGKILL);
    while (read(pipe_ends[0], &acknowledged, sizeof acknowledged) > 0) {
    }
    waitpid(writer, nullptr, 0);
    close(pipe_ends[0]);
    const auto store = SqliteStore::open(path).value();
    const auto steps = value_of(store->steps(kJob));
    EXPECT_GE(steps.size(), acknowledged);
    EXPECT_EQ(texts(steps), expected_steps(steps.size()));
    EXPECT_OK(append(*store, steps.size() + 1));
  }
}

}  // namespace
}  // namespace tuner::testing
