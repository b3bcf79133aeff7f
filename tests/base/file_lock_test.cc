#include "tuner/base/file_lock.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/fakes/temporary_folder.h"

namespace tuner {
namespace {

namespace fs = std::filesystem;

class FileLockTest : public testing::Test {
 protected:
  const testing_fakes::TemporaryFolder folder_;
  const fs::path file_ = folder_.path() / "lock";
};

// Whether `process` has `file` open.
bool has_open(pid_t process, const fs::path& file) {
  std::error_code gone;
  for (const auto& entry :
       fs::directory_iterator("/proc/" + std::to_string(process) + "/fd", gone)) {
    if (fs::read_symlink(entry, gone) == file) return true;
  }
  return false;
}

// In a new process: takes the lock, leaves it to a child, and dies. The child keeps it until this
// process has the file open and is waiting for it.
void leave_lock_to_child(const fs::path& file) {
  const pid_t waiting = ::getpid();
  const pid_t owner = ::fork();
  if (owner == 0) {
    const auto lock = FileLock::acquire(file);
    if (lock && ::fork() == 0) {
      while (::kill(waiting, 0) == 0 && !has_open(waiting, file)) {
      }
    }
    ::_exit(lock ? 0 : 1);
  }
  int status = 1;
  ::waitpid(owner, &status, 0);
  ASSERT_EQ(status, 0);
}

TEST_F(FileLockTest, IsGivenUpForAChildThatHasNotCalledExecYet) {
  std::array<int, 2> gate{};
  ASSERT_EQ(::pipe(gate.data()), 0);
  pid_t child = -1;
  {
    const auto lock = FileLock::acquire(file_);
    ASSERT_TRUE(lock);
    child = ::fork();
    if (child == 0) {
      char byte = 0;
      ::close(gate[1]);
      ::_exit(static_cast<int>(::read(gate[0], &byte, 1)));
    }
  }
  EXPECT_TRUE(FileLock::acquire(file_));
  ::close(gate[0]);
  ::close(gate[1]);
  ::waitpid(child, nullptr, 0);
}

TEST_F(FileLockTest, IsHeldByOneAtATimeAndFreeAfterwards) {
  {
    const auto first = FileLock::acquire(file_);
    ASSERT_TRUE(first);
    EXPECT_EQ(lock_owner(file_), ::getpid());
    const auto second = FileLock::acquire(file_);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::kFailedPrecondition);
  }
  EXPECT_EQ(lock_owner(file_), std::nullopt);
  EXPECT_TRUE(FileLock::acquire(file_));
}

TEST_F(FileLockTest, WaitsForTheLastChildOfADeadOwner) {
  leave_lock_to_child(file_);
  ASSERT_TRUE(lock_owner(file_));
  EXPECT_TRUE(FileLock::acquire(file_));
}

}  // namespace
}  // namespace tuner
