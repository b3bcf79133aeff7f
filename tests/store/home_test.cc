#include "tuner/store/home.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "tests/contract/result_matchers.h"
#include "tests/fakes/temporary_folder.h"
#include "tests/store/run_in_child.h"
#include "tuner/store/disk.h"
#include "tuner/store/sqlite_store.h"

namespace tuner::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing_fakes::TemporaryFolder;

TEST(Home, OptionComesBeforeEnvironmentBeforeTheNearestFolder) {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "a/b/c");
  fs::create_directories(folder.path() / "a/.tuner");
  const fs::path here = folder.path() / "a/b/c";
  EXPECT_EQ(Home::locate("/opt/home", "/env/home", here), "/opt/home");
  EXPECT_EQ(Home::locate("../home", "/env/home", here), folder.path() / "a/b/home");
  EXPECT_EQ(Home::locate(std::nullopt, "/env/home", here), "/env/home");
  EXPECT_EQ(Home::locate(std::nullopt, "", here), folder.path() / "a/.tuner");
  EXPECT_EQ(Home::locate(std::nullopt, std::nullopt, here), folder.path() / "a/.tuner");
}

TEST(Home, IsANewFolderHereWhenThereIsNoneAbove) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / ".tuner") << "a file, not a folder";
  fs::create_directories(folder.path() / "deep");
  EXPECT_EQ(Home::locate(std::nullopt, std::nullopt, folder.path() / "deep"),
            folder.path() / "deep/.tuner");
}

TEST(Home, CreatesItsFolders) {
  const TemporaryFolder folder;
  const Home home = Home::open(folder.path() / "x/y").value();
  EXPECT_TRUE(fs::is_directory(home.jobs_folder()));
  EXPECT_TRUE(fs::is_directory(home.slots_folder()));
  EXPECT_EQ(home.database(), folder.path() / "x/y/tuner.db");
}

fs::perms mode_of(const fs::path& path) { return fs::status(path).permissions(); }

TEST(Home, ANewOneIsItsUsersAlone) {
  const TemporaryFolder folder;
  const Home home = Home::open(folder.path() / "x/y").value();
  EXPECT_EQ(mode_of(home.folder()), fs::perms::owner_all);
  EXPECT_EQ(mode_of(home.jobs_folder()), fs::perms::owner_all);
  EXPECT_NE(mode_of(folder.path() / "x"), fs::perms::owner_all);
  ASSERT_TRUE(SqliteStore::open(home.database()));
  EXPECT_EQ(mode_of(home.database()), fs::perms::owner_read | fs::perms::owner_write);
}

TEST(Home, OneThatIsSharedStaysSo) {
  const TemporaryFolder folder;
  const fs::perms shared = fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec;
  fs::create_directory(folder.path() / "home");
  fs::permissions(folder.path() / "home", shared);
  const Home home = Home::open(folder.path() / "home").value();
  EXPECT_EQ(mode_of(home.folder()), shared);
  EXPECT_EQ(mode_of(home.jobs_folder()), shared);
  ASSERT_TRUE(SqliteStore::open(home.database()));
  EXPECT_EQ(mode_of(home.database()),
            fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
}

TEST(Home, SaysWhichFolderCannotBeCreated) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "in the way";
  const auto home = Home::open(folder.path() / "file/home");
  EXPECT_ERROR(ErrorCode::kUnavailable, home);
  EXPECT_EQ(home.error().at, (folder.path() / "file/home").string());
  EXPECT_THAT(home.error().message, HasSubstr("--home"));
}

// Root may write anywhere, so the check is made by a child without its privileges.
TEST(Home, RefusesAFolderThatCannotBeWrittenTo) {
  const TemporaryFolder folder;
  fs::permissions(folder.path(),
                  fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                      fs::perms::others_exec);
  const int code = run_in_child([&] {
    if (geteuid() == 0 && seteuid(65534) != 0) return 9;
    const auto existing = Home::open(folder.path());
    const auto inside = Home::open(folder.path() / "home");
    const bool refused = !existing && existing.error().code == ErrorCode::kUnavailable && !inside &&
                         inside.error().code == ErrorCode::kUnavailable;
    return refused ? 0 : 1;
  });
  fs::permissions(folder.path(), fs::perms::owner_all);
  EXPECT_EQ(code, 0);
}

TEST(Home, LocksAJobForOneProcessAndSaysWhichOne) {
  const TemporaryFolder folder;
  const Home home = Home::open(folder.path()).value();
  const JobName job{"digits"};
  EXPECT_EQ(home.job_owner(job), std::nullopt);
  auto lock = home.lock_job(job);
  ASSERT_TRUE(lock.has_value());
  EXPECT_EQ(home.job_owner(job), getpid());
  EXPECT_OK(home.lock_job(JobName{"other"}));
  const std::string expected =
      "job digits is being run by process " + std::to_string(getpid()) + " on this machine";
  const auto second = home.lock_job(job);  // even within the same process
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, second);
  EXPECT_EQ(second.error().message, expected);
  EXPECT_EQ(run_in_child([&] {
              const auto again = home.lock_job(job);
              return !again && again.error().message == expected ? 0 : 1;
            }),
            0);
}

TEST(Home, FreesTheLockWhenItsOwnerLetsGo) {
  const TemporaryFolder folder;
  const Home home = Home::open(folder.path()).value();
  EXPECT_OK(home.lock_job(JobName{"digits"}));  // the value dies at once
  EXPECT_OK(home.lock_job(JobName{"digits"}));
  EXPECT_EQ(home.job_owner(JobName{"digits"}), std::nullopt);
}

TEST(Home, FreesTheLockWhenItsOwnerIsKilled) {
  const TemporaryFolder folder;
  const Home home = Home::open(folder.path()).value();
  const JobName job{"digits"};
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t owner = fork();
  if (owner == 0) {
    const auto lock = home.lock_job(job);
    const char mark = lock ? 'y' : 'n';
    (void)!write(ready[1], &mark, 1);
    pause();
    _exit(0);
  }
  char mark = 0;
  ASSERT_EQ(read(ready[0], &mark, 1), 1);
  EXPECT_EQ(mark, 'y');
  EXPECT_EQ(home.job_owner(job), owner);
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, home.lock_job(job));
  kill(owner, SIGKILL);
  waitpid(owner, nullptr, 0);
  EXPECT_EQ(home.job_owner(job), std::nullopt);
  EXPECT_OK(home.lock_job(job));
  close(ready[0]);
  close(ready[1]);
}

TEST(Home, DoesNotHandTheLockToProgramsThatItsOwnerStarts) {
  const TemporaryFolder folder;
  const Home home = Home::open(folder.path()).value();
  pid_t child = -1;
  int alive[2];
  ASSERT_EQ(pipe2(alive, O_CLOEXEC), 0);
  {
    const auto lock = home.lock_job(JobName{"digits"});
    ASSERT_TRUE(lock.has_value());
    child = fork();
    if (child == 0) {
      execl("/bin/sleep", "sleep", "1000", nullptr);
      _exit(127);
    }
    close(alive[1]);  // the child's copy is closed by exec: then the read below ends
    char byte;
    EXPECT_EQ(read(alive[0], &byte, 1), 0);
  }
  EXPECT_OK(home.lock_job(JobName{"digits"}));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(alive[0]);
}

TEST(Disk, KnowsNetworkFileSystemsByTheirNumbersAndMountTypes) {
  EXPECT_EQ(network_file_system(0x6969, "nfs4"), "NFS");
  EXPECT_EQ(network_file_system(0xFF534D42, "cifs"), "CIFS");
  EXPECT_EQ(network_file_system(0x0BD00BD0, "lustre"), "Lustre");
  EXPECT_EQ(network_file_system(0x65735546, "fuse.sshfs"), "fuse.sshfs");
  EXPECT_EQ(network_file_system(0x65735546, "fuse.fuse-overlayfs"), "");
  EXPECT_EQ(network_file_system(0xEF53, "ext4"), "");
}

TEST(Disk, AcceptsTheDiskOfTheTests) {
  EXPECT_OK(check_local_disk(::testing::TempDir()));
  EXPECT_ERROR(ErrorCode::kUnavailable, check_local_disk("/no/such/folder"));
}

TEST(Disk, ComparesTheFreeSpaceWithWhatIsNeeded) {
  EXPECT_EQ(free_for_new_trials(10'000'000'000), 500'000'000u);
  EXPECT_EQ(free_for_new_trials(1'000'000'000'000), 1'000'000'000u);
  EXPECT_OK(check_free_space(::testing::TempDir(), 1));
  const auto full = check_free_space(::testing::TempDir(), std::uint64_t{1} << 60);
  EXPECT_ERROR(ErrorCode::kUnavailable, full);
  EXPECT_THAT(full.error().message, HasSubstr("MB are free"));
}

}  // namespace
}  // namespace tuner::testing
