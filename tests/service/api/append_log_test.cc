#include "service/append_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>

#include "tests/contract/result_matchers.h"
#include "tests/fakes/temporary_folder.h"
#include "tests/store/run_in_child.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using testing::run_in_child;

class AppendLogTest : public ::testing::Test {
 protected:
  std::vector<std::string> lines() const {
    std::vector<std::string> found;
    EXPECT_OK(AppendLog::open(file_, found));
    return found;
  }
  void add_bytes(const std::string& bytes) const {
    std::ofstream(file_, std::ios::app | std::ios::binary) << bytes;
  }

  testing_fakes::TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_.path() / "x.log";
};

TEST_F(AppendLogTest, KeepsItsLines) {
  {
    auto log = AppendLog::create(file_, {"one", ""});
    ASSERT_TRUE(log);
    EXPECT_OK(log->append("three"));
    EXPECT_EQ(log->size(), std::filesystem::file_size(file_));
  }
  std::vector<std::string> found;
  {
    auto log = AppendLog::open(file_, found);
    ASSERT_TRUE(log);
    EXPECT_OK(log->append("four"));
  }
  EXPECT_THAT(found, ElementsAre("one", "", "three"));
  EXPECT_THAT(lines(), ElementsAre("one", "", "three", "four"));
}

TEST_F(AppendLogTest, ALineThatWasBeingWrittenIsCutOff) {
  ASSERT_TRUE(AppendLog::create(file_, {"one"}));
  add_bytes("tor");
  std::vector<std::string> found;
  {
    auto log = AppendLog::open(file_, found);
    ASSERT_TRUE(log);
    EXPECT_OK(log->append("two"));
  }
  EXPECT_THAT(lines(), ElementsAre("one", "two"));
}

TEST_F(AppendLogTest, OneThatDoesNotExistIsNotFound) {
  std::vector<std::string> found;
  EXPECT_ERROR(ErrorCode::kNotFound, AppendLog::open(file_, found));
  EXPECT_ERROR(ErrorCode::kNotFound, AppendLog::first_line(file_));
}

TEST_F(AppendLogTest, TheFirstLineCanBeReadAlone) {
  ASSERT_TRUE(AppendLog::create(file_, {"one", "two"}));
  EXPECT_EQ(testing::value_of(AppendLog::first_line(file_)), "one");
  add_bytes(std::string(1 << 20, 'x'));
  EXPECT_EQ(testing::value_of(AppendLog::first_line(file_)), "one");
}

// RLIMIT_FSIZE stands for a disk without room: the kernel refuses to let the file grow, after a part of the line.
TEST_F(AppendLogTest, ALineForWhichThereIsNoRoomLeavesNoTrace) {
  const int code = run_in_child([&] {
    signal(SIGXFSZ, SIG_IGN);
    auto log = AppendLog::create(file_, {"one"});
    if (!log) return 1;
    const rlimit full{10, RLIM_INFINITY}, before{RLIM_INFINITY, RLIM_INFINITY};
    if (setrlimit(RLIMIT_FSIZE, &full) != 0) return 2;
    const auto appended = log->append("a line that is too long");
    if (appended || appended.error().code != ErrorCode::kUnavailable) return 3;
    if (std::filesystem::file_size(file_) != 4) return 4;
    if (setrlimit(RLIMIT_FSIZE, &before) != 0) return 5;
    return log->append("two") ? 0 : 6;
  });
  EXPECT_EQ(code, 0);
  EXPECT_THAT(lines(), ElementsAre("one", "two"));
}

}  // namespace
}  // namespace tuner
