#include "backends/run_end.h"

#include <gtest/gtest.h>
#include <signal.h>

namespace tuner {
namespace {

RunEnd end_of(const EndRecord& record) { return ended_status(record, "").end; }

TEST(RunEnd, TheFirstMatchOfTheTableWins) {
  EXPECT_EQ(end_of({.cause = EndCause::kStop, .exit_code = 0, .oom_kill = true}), RunEnd::kStopped);
  EXPECT_EQ(end_of({.cause = EndCause::kTimeLimit, .signal = SIGKILL}), RunEnd::kTimeLimit);
  EXPECT_EQ(end_of({.cause = EndCause::kOutside, .exit_code = 1}), RunEnd::kPreempted);
  EXPECT_EQ(end_of({.signal = SIGKILL, .oom_kill = true}), RunEnd::kOutOfMemory);
  EXPECT_EQ(end_of({.signal = SIGKILL}), RunEnd::kInfrastructure);
  EXPECT_EQ(end_of({.signal = SIGTERM}), RunEnd::kInfrastructure);
  EXPECT_EQ(end_of({.exit_code = 137}), RunEnd::kInfrastructure);
  EXPECT_EQ(end_of({.signal = SIGSEGV}), RunEnd::kUserError);
  EXPECT_EQ(end_of({.exit_code = 1}), RunEnd::kUserError);
  EXPECT_EQ(end_of({.exit_code = 0}), RunEnd::kSucceeded);
}

TEST(RunEnd, AStartErrorKeepsItsSentence) {
  EXPECT_EQ(ended_status({.cause = EndCause::kStartError, .message = "no such program"}, "").reason,
            "no such program");
}

TEST(RunEnd, AMachineThatLacksSomethingIsNotTheUsersFault) {
  const RunStatus status =
      ended_status({.cause = EndCause::kMachine, .message = "no further process is possible"}, "");
  EXPECT_EQ(status.end, RunEnd::kInfrastructure);
  EXPECT_EQ(status.reason, "no further process is possible");
}

TEST(RunEnd, TheFailureFileExplainsOnlyWhatTheTrainingDidItself) {
  const RunStatus said = ended_status({.exit_code = 1}, "no data");
  EXPECT_EQ(said.reason, "no data");
  EXPECT_TRUE(said.said_by_training);
  const RunStatus stopped = ended_status({.cause = EndCause::kStop, .exit_code = 1}, "no data");
  EXPECT_EQ(stopped.reason, "stopped");
  EXPECT_FALSE(stopped.said_by_training);
  EXPECT_EQ(ended_status({.exit_code = 0}, "no data").reason, "");
  EXPECT_FALSE(ended_status({.exit_code = 1}, "").said_by_training);
}

TEST(RunEnd, AProcessThatDoesNotDieIsMentioned) {
  const RunStatus status = ended_status({.cause = EndCause::kStop, .left_over = true}, "");
  EXPECT_EQ(status.reason, "stopped; a process of it did not die of KILL");
}

TEST(ReadableBeginning, CountsCharactersAndNotBytes) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "é";
  EXPECT_EQ(readable_beginning(text).size(), 2048u);
}

TEST(ReadableBeginning, ReplacesWhatIsNoTextAndDropsControlCharacters) {
  EXPECT_EQ(readable_beginning("a\xff"
                               "b\x1b[0m\nc\xc3"),
            "a?b[0m\nc?");
}

}  // namespace
}  // namespace tuner
