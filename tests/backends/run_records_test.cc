#include "backends/run_records.h"

#include <gtest/gtest.h>

#include "backends/oom_counter.h"
#include "tests/backends/local_fixture.h"

namespace tuner {
namespace {

const StartRecord kStart{.supervisor = 4711,
                         .started_at = 1'700'000'000'123,
                         .log_limit = 1 << 30,
                         .place = "host gpu 0,1"};
const EndRecord kEnd{.cause = EndCause::kTimeLimit,
                     .exit_code = std::nullopt,
                     .signal = 9,
                     .ran_for = std::chrono::milliseconds{1234},
                     .oom_kill = true,
                     .left_over = true,
                     .message = "two\nlines"};

TEST(RunRecords, BothRecordsAreReadAsTheyWereWritten) {
  const RunRecords records = run_records_from(to_text(kStart) + to_text(kEnd));
  ASSERT_TRUE(records.start && records.end);
  EXPECT_EQ(records.start->supervisor, 4711);
  EXPECT_EQ(records.start->started_at, 1'700'000'000'123);
  EXPECT_EQ(records.start->log_limit, std::uint64_t{1} << 30);
  EXPECT_EQ(records.start->place, "host gpu 0,1");
  EXPECT_EQ(records.end->cause, EndCause::kTimeLimit);
  EXPECT_EQ(records.end->exit_code, std::nullopt);
  EXPECT_EQ(records.end->signal, 9);
  EXPECT_EQ(records.end->ran_for.count(), 1234);
  EXPECT_TRUE(records.end->oom_kill);
  EXPECT_TRUE(records.end->left_over);
  EXPECT_EQ(records.end->message, "two lines");
}

TEST(RunRecords, ARecordCutAnywhereIsAbsent) {
  const std::string start = to_text(kStart), whole = start + to_text(kEnd);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const RunRecords records = run_records_from(whole.substr(0, size));
    EXPECT_EQ(records.start.has_value(), size >= start.size()) << size;
    EXPECT_FALSE(records.end) << size;
  }
}

TEST(RunRecords, NonsenseIsAbsent) {
  EXPECT_FALSE(run_records_from("started\n").start);
  EXPECT_FALSE(run_records_from("supervisor 1\nstarted\n")
                   .start);  // never a process of ours, and never to be signalled
  EXPECT_FALSE(run_records_from("supervisor -4\nstarted\n").start);
  EXPECT_FALSE(run_records_from("supervisor 12x\nstarted\n").start);
  EXPECT_FALSE(run_records_from(to_text(kStart) + "cause whim\nended\n").end);
}

TEST(RunRecords, BothFitIntoTheFirstBlockOfTheFile) {
  EndRecord longest = kEnd;
  longest.message = std::string(30'000, 'x');
  EXPECT_LT(to_text(kStart).size() + to_text(longest).size(), 4096u);
}

TEST(OomCounter, ReadsTheFormatsOfBothCgroupVersions) {
  const TemporaryFolder folder;
  const auto two =
      folder.write("memory.events", "low 0\nhigh 3\nmax 0\noom 7\noom_kill 5\noom_group_kill 0\n");
  const auto one =
      folder.write("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
  EXPECT_EQ(oom_kills(two.string()), 5u);
  EXPECT_EQ(oom_kills(one.string()), 2u);
  EXPECT_EQ(oom_kills(folder.write("other", "oom_kill_disable 0\n").string()), std::nullopt);
  EXPECT_EQ(oom_kills((folder.path() / "none").string()), std::nullopt);
}

}  // namespace
}  // namespace tuner
