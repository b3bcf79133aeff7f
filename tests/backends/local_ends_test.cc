// How runs of LocalProcess end, and that nothing of them is left.
#include <signal.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/backends/local_fixture.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;

class LocalEnds : public LocalFixture {
 protected:
  // Every process of the run holds this open.
  Witness witness{folder.path() / "witness"};
  std::string hold = "exec 9>witness; ";
  // A process that ignores TERM, in a session of its own, whose parent has gone.
  std::string stray = "trap '' TERM; setsid -f tail -f /dev/null; trap - TERM; ";
};

TEST_F(LocalEnds, AStoppedTrainingMayClearUp) {
  const RunHandle run = submit(shell(
      "trap 'echo bye; exit 0' TERM; echo ready; while :; do tail -f /dev/null & wait; done"));
  wait_for_log(run, "ready");
  ASSERT_TRUE(backend->stop(run, milliseconds{60'000}));
  const RunStatus status = ended(run);
  EXPECT_EQ(status.end, RunEnd::kStopped);
  EXPECT_EQ(status.exit_code, 0);
  EXPECT_EQ(log(run), "ready\nbye\n");
}

TEST_F(LocalEnds, ATrainingThatIgnoresTermIsKilledAfterTheGrace) {
  const RunHandle run =
      submit(shell(hold + "trap '' TERM; echo ready; while :; do tail -f /dev/null; done"));
  wait_for_log(run, "ready");
  ASSERT_TRUE(backend->stop(run, milliseconds{50}));
  const RunStatus status = ended(run);
  EXPECT_EQ(status.end, RunEnd::kStopped);
  EXPECT_EQ(status.signal, SIGKILL);
  EXPECT_FALSE(witness.anyone_left());
}

TEST_F(LocalEnds, ASecondStopMayShortenTheGrace) {
  const RunHandle run =
      submit(shell("trap '' TERM; echo ready; while :; do tail -f /dev/null; done"));
  wait_for_log(run, "ready");
  ASSERT_TRUE(backend->stop(run, std::chrono::hours{10}));
  ASSERT_TRUE(backend->stop(run, milliseconds{10}));
  EXPECT_EQ(ended(run).end, RunEnd::kStopped);
}

TEST_F(LocalEnds, ARunIsStoppedRightAfterItsSubmit) {
  for (int round = 0; round < 20; ++round) {
    const RunHandle run = submit(shell("exec tail -f /dev/null", "job-" + std::to_string(round)));
    ASSERT_TRUE(backend->stop(run, std::chrono::hours{1}));
    EXPECT_EQ(ended(run).end, RunEnd::kStopped);
  }
}

TEST_F(LocalEnds, TheTimeLimitIsKeptBySupervisors) {
  RunRequest run = shell(hold + "trap '' TERM; while :; do tail -f /dev/null; done");
  run.time_limit = milliseconds{50};
  run.grace = milliseconds{20};
  const RunHandle handle = submit(run);
  backend.reset();  // nobody watches
  witness.wait_until_all_are_gone();
  backend = make_local(folder.path());
  const RunStatus status = ended(handle);
  EXPECT_EQ(status.end, RunEnd::kTimeLimit);
  EXPECT_EQ(status.signal, SIGKILL);
  EXPECT_GE(status.ran_for, milliseconds{70});
}

TEST_F(LocalEnds, WhatATrainingLeavesBehindIsEndedWithIt) {
  RunRequest run = shell(hold + stray + "echo ready; exit 0");
  run.grace = milliseconds{20};
  const RunHandle handle = submit(run);
  EXPECT_EQ(ended(handle).end, RunEnd::kSucceeded);
  EXPECT_FALSE(witness.anyone_left());
}

TEST_F(LocalEnds, AStrayInASessionOfItsOwnIsKilledByAStop) {
  const RunHandle run = submit(shell(hold + stray + "echo ready; exec tail -f /dev/null"));
  wait_for_log(run, "ready");
  EXPECT_TRUE(witness.anyone_left());
  ASSERT_TRUE(backend->stop(run, milliseconds{20}));
  EXPECT_EQ(ended(run).end, RunEnd::kStopped);
  EXPECT_FALSE(witness.anyone_left());
}

TEST_F(LocalEnds, AKilledSupervisorTakesTheWholeRunWithIt) {
  const RunHandle run = submit(shell(hold + stray + "echo ready; exec tail -f /dev/null"));
  wait_for_log(run, "ready");
  ::kill(records(run).start.value().supervisor, SIGKILL);
  const RunStatus status = ended(run);
  EXPECT_EQ(status.end, RunEnd::kLost);
  EXPECT_FALSE(witness.anyone_left());
  EXPECT_EQ(submit(shell("echo again")), run);  // never a second one
  EXPECT_EQ(ended(run).end, RunEnd::kLost);
}

TEST_F(LocalEnds, AStrayThatForgotItsEnvironmentIsFoundByItsLog) {
  const RunHandle run = submit(
      shell(hold + "setsid -f env -i tail -f /dev/null; echo ready; exec tail -f /dev/null"));
  wait_for_log(run, "ready");
  ::kill(records(run).start.value().supervisor, SIGKILL);
  EXPECT_EQ(ended(run).end, RunEnd::kLost);
  EXPECT_FALSE(witness.anyone_left());
}

TEST_F(LocalEnds, ATermToTheSupervisorFromOutsideIsNoStopOfOurs) {
  const RunHandle run = submit(shell("echo ready; exec tail -f /dev/null"));
  wait_for_log(run, "ready");
  ::kill(records(run).start.value().supervisor, SIGTERM);
  EXPECT_EQ(ended(run).end, RunEnd::kPreempted);
}

TEST_F(LocalEnds, AnUnexplainedKillIsInfrastructure) {
  EXPECT_EQ(ended(submit(shell("kill -KILL $$"))).end, RunEnd::kInfrastructure);
}

TEST_F(LocalEnds, ASignalOfItsOwnIsAUserError) {
  const RunStatus status = ended(submit(shell("kill -ABRT $$")));
  EXPECT_EQ(status.end, RunEnd::kUserError);
  EXPECT_EQ(status.reason, "the training was ended by SIGABRT");
}

TEST_F(LocalEnds, TheFailureFileIsTheReason) {
  const RunHandle run =
      submit(shell("printf 'no data: %02000d' 7 > $SAGEMAKER_BASE_DIR/output/failure; exit 5"));
  const RunStatus status = ended(run);
  EXPECT_EQ(status.end, RunEnd::kUserError);
  EXPECT_EQ(status.reason, "no data: " + std::string(1015, '0'));
  EXPECT_EQ(status.exit_code, 5);
}

TEST_F(LocalEnds, TheEndOfAnAdoptedRunWakesTheWaiter) {
  const std::filesystem::path gate = folder.path() / "gate";
  ASSERT_EQ(::mkfifo(gate.c_str(), 0600), 0);
  const RunHandle run = submit(shell("echo ready; read line < gate"));
  wait_for_log(run, "ready");
  backend = make_local(folder.path());
  EXPECT_EQ(status(run).phase, RunPhase::kRunning);
  std::ofstream(gate) << "go\n";
  EXPECT_EQ(ended(run).end, RunEnd::kSucceeded);
}

}  // namespace
}  // namespace tuner
