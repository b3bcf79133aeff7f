// What LocalProcess and its supervisors do: starting, finding again, logs, start errors. Ends are
// in local_ends_test.cc.
#include "backends/local_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "tests/backends/local_fixture.h"
#include "tests/contract/backend_contract.h"
#include "tuner/base/file_lock.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;

class LocalHarness final : public BackendHarness {
 public:
  std::unique_ptr<Backend> make() override { return make_local(folder_.path()); }
  RunRequest request(const std::string& run_name, Behaviour behaviour) override {
    std::string script = "echo x >> started; printf '" + kContractLog + "'; ";
    if (behaviour == Behaviour::kSucceed) script += "exit 0";
    if (behaviour == Behaviour::kExitWith3) script += "exit 3";
    if (behaviour == Behaviour::kRunUntilStopped) script += "exec tail -f /dev/null";
    RunRequest request;
    request.run_name = run_name;
    request.trial_name = run_name;
    request.trial_folder = folder_.path() / "jobs" / run_name;
    request.checkpoint_folder = request.trial_folder / "checkpoints";
    request.working_folder = folder_.path();
    request.command = {"/bin/sh", "-c", script};
    return request;
  }
  std::size_t started() override { return read_file(folder_.path() / "started").size() / 2; }

 private:
  TemporaryFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Local, BackendContract, testing::Values([] {
                           return std::make_unique<LocalHarness>();
                         }));

class LocalProcessTest : public LocalFixture {};

TEST_F(LocalProcessTest, ProgramsAreFoundOnThePathOfTheRun) {
  std::filesystem::create_directory(folder.path() / "bin");
  std::filesystem::permissions(folder.write("bin/mine", "#!/bin/sh\necho found \"$@\"\n"),
                               std::filesystem::perms::all);
  RunRequest run = request({"mine", "a b", "*"});
  run.environment["PATH"] =
      "/nowhere:bin:/usr/bin";  // a relative element counts from the working folder
  const RunHandle handle = submit(run);
  EXPECT_EQ(ended(handle).end, RunEnd::kSucceeded);
  EXPECT_EQ(log(handle), "found a b *\n");
}

TEST_F(LocalProcessTest, ACommandThatDoesNotExistIsAStartError) {
  const RunStatus status = ended(submit(request({"no-such-program"})));
  EXPECT_EQ(status.end, RunEnd::kStartError);
  EXPECT_EQ(status.reason,
            "the command 'no-such-program' could not be started: no such program on PATH");
}

TEST_F(LocalProcessTest, ACommandThatIsTooLongForTheSystemIsSaidToBe) {
  const auto submitted = backend->submit(request({"/bin/echo", std::string(131'072, 'x')}));
  ASSERT_FALSE(submitted);
  EXPECT_EQ(submitted.error().code, ErrorCode::kFailedPrecondition);
  EXPECT_EQ(submitted.error().message,
            "the command '/bin/echo' could not be started: its arguments and environment are too "
            "long");
}

TEST_F(LocalProcessTest, AFileThatMayNotBeExecutedIsAStartError) {
  folder.write("script.sh", "#!/bin/sh\n");
  const RunStatus status = ended(submit(request({"./script.sh"})));
  EXPECT_EQ(status.end, RunEnd::kStartError);
  EXPECT_EQ(status.reason, "the command './script.sh' could not be started: Permission denied");
}

TEST_F(LocalProcessTest, AFileThatIsNoProgramIsAStartError) {
  std::filesystem::permissions(folder.write("script", "echo hello\n"), std::filesystem::perms::all);
  const RunStatus status = ended(submit(request({"./script"})));
  EXPECT_EQ(status.end, RunEnd::kStartError);
  EXPECT_NE(status.reason.find("#!/bin/sh"), std::string::npos) << status.reason;
}

TEST_F(LocalProcessTest, WhileTheFolderOfARunCannotBeOpenedThereIsNoAnswer) {
  const RunHandle handle = submit(shell("true"));
  ASSERT_EQ(ended(handle).end, RunEnd::kSucceeded);
  const auto ask = [&] {
    const NoDescriptors none;
    return backend->status(std::vector{handle});
  };
  const auto answer = ask();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(status(handle).end, RunEnd::kSucceeded);
}

TEST_F(LocalProcessTest, WithoutASupervisorThereIsNoBackend) {
  const auto none = LocalProcess::create({.slots_folder = folder.path(),
                                          .jobs_folder = folder.path(),
                                          .supervisor = folder.path() / "none"});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kUnavailable);
}

TEST_F(LocalProcessTest, TheTrainingInheritsNoDescriptorAndNoBlockedOrIgnoredSignal) {
  const UniqueFd open_by_accident(::open("/dev/null", O_RDONLY));
  const auto before = ::signal(SIGPIPE, SIG_IGN);
  // The last seven digits of the masks: signals 1 to 28, which are not the C library's own.
  const RunHandle run = submit(shell(
      "ls /proc/self/fd | wc -w; sed -nE 's/^Sig(Blk|Ign).*(.{7})$/\\1 \\2/p' /proc/self/status"));
  ::signal(SIGPIPE, before);
  EXPECT_EQ(ended(run).end, RunEnd::kSucceeded);
  EXPECT_EQ(log(run), "4\nBlk 0000000\nIgn 0000000\n");  // ls itself opens the fourth
}

TEST_F(LocalProcessTest, ARunWaitsForAWorkingFolderThatIsGone) {
  RunRequest run = shell("true");
  const std::filesystem::path away = folder.path() / "away";
  run.working_folder = away;
  const auto waits = backend->submit(run);
  ASSERT_FALSE(waits);
  EXPECT_EQ(waits.error().code, ErrorCode::kUnavailable);
  std::filesystem::create_directories(away);
  EXPECT_EQ(ended(submit(run)).end, RunEnd::kSucceeded);
}

TEST_F(LocalProcessTest, TheLogIsAsOpenToOthersAsTheFolderOfTheJobs) {
  namespace fs = std::filesystem;
  fs::create_directories(folder.path() / "jobs");
  const auto mode_of_log_in = [&](fs::perms jobs, std::uint32_t trial) {
    fs::permissions(folder.path() / "jobs", jobs);
    RunRequest request = shell("echo x");
    request.trial_folder += "-" + std::to_string(trial);
    request.run_name += "-" + std::to_string(trial);
    const RunHandle run = submit(request);
    ended(run);
    return fs::status(run_folder(run) / "log").permissions();
  };
  const fs::perms own = fs::perms::owner_read | fs::perms::owner_write;
  EXPECT_EQ(mode_of_log_in(fs::perms::owner_all, 1), own);
  EXPECT_EQ(mode_of_log_in(fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec, 2),
            own | fs::perms::group_read);
}

TEST_F(LocalProcessTest, TheLogIsCutAtItsLimitAndSaysSo) {
  RunRequest run = shell("head -c 100000 /dev/zero | tr '\\0' x");
  run.log_limit_bytes = 1000;
  const RunHandle handle = submit(run);
  EXPECT_EQ(ended(handle).end, RunEnd::kSucceeded);
  EXPECT_EQ(
      log(handle),
      std::string(1000, 'x') + "[the log limit of 1000 bytes was reached; the rest is cut]\n");
}

TEST_F(LocalProcessTest, ALogThatIsCutKeepsItsLastLines) {
  RunRequest run = shell(
      "printf 0123456789; head -c 300000 /dev/zero | tr '\\0' x; echo; echo loss=1; printf end");
  run.log_limit_bytes = 10;
  const RunHandle handle = submit(run);
  EXPECT_EQ(ended(handle).end, RunEnd::kSucceeded);
  EXPECT_EQ(log(handle),
            "0123456789[the log limit of 10 bytes was reached: its last lines follow; the rest is "
            "cut]\nloss=1\nend");
}

// The supervisor looks once a second: the training prints on until it has seen that its log was cut.
TEST_F(LocalProcessTest, WhatIsCutWhileTheRunGoesOnKeepsItsLastLines) {
  RunRequest run = shell(
      "log=$(readlink /proc/self/fd/2); echo 0123456789; echo loss=3; "
      "until [ $(stat -c %s \"$log\") = 5 ]; do :; done; echo loss=1");
  run.log_limit_bytes = 4;
  const RunHandle handle = submit(run);
  EXPECT_EQ(ended(handle).end, RunEnd::kSucceeded);
  EXPECT_EQ(log(handle),
            "0123[the log limit of 4 bytes was reached: its last lines follow; the rest is cut]\n"
            "loss=3\nloss=1\n");
}

TEST_F(LocalProcessTest, ALogOfExactlyTheLimitIsWhole) {
  RunRequest run = shell("printf 0123456789");
  run.log_limit_bytes = 10;
  const RunHandle handle = submit(run);
  ended(handle);
  EXPECT_EQ(log(handle), "0123456789");
}

TEST_F(LocalProcessTest, NothingBeyondTheLimitIsReadWhileTheRunGoesOn) {
  RunRequest run = shell("printf 0123456789; echo done >&2; exec tail -f /dev/null");
  run.log_limit_bytes = 4;
  const RunHandle handle = submit(run);
  wait_for_log(handle, "0123");
  EXPECT_EQ(log(handle), "0123");
  EXPECT_EQ(backend->read_log(handle, 4).value().text, "");
  ASSERT_TRUE(backend->stop(handle, milliseconds{0}));
  EXPECT_EQ(ended(handle).end, RunEnd::kStopped);
}

TEST_F(LocalProcessTest, ATornRecordOfARunThatNeverBeganIsStartedOnce) {
  const RunRequest run = shell("echo x");
  std::filesystem::create_directories(run.trial_folder / "a1");
  std::ofstream(run.trial_folder / "a1" / kRunFile) << "supervisor 12";
  const RunHandle handle = submit(run);
  EXPECT_EQ(ended(handle).end, RunEnd::kSucceeded);
  EXPECT_EQ(log(handle), "x\n");
}

TEST_F(LocalProcessTest, ARunThatSomebodyElseIsJustStartingIsNotStartedAgain) {
  const RunRequest run = shell("echo x");
  std::filesystem::create_directories(run.trial_folder / "a1");
  RunHandle handle;
  {
    const UniqueFd other(
        ::open((run.trial_folder / "a1" / kRunFile).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    ASSERT_EQ(try_lock(other.get()), LockAttempt::kTaken);
    handle = submit(run);
    EXPECT_EQ(status(handle).phase, RunPhase::kQueued);
    EXPECT_FALSE(std::filesystem::exists(run.trial_folder / "a1" / kLogFile));
  }
  EXPECT_EQ(status(handle).end, RunEnd::kLost);  // that one died before the training began
}

TEST_F(LocalProcessTest, ARunThatBeganAndHasNoEndIsLostAndNotStartedAgain) {
  const RunRequest run = shell("echo x");
  std::filesystem::create_directories(run.trial_folder / "a1");
  std::ofstream(run.trial_folder / "a1" / kRunFile)
      << to_text(StartRecord{.supervisor = 4'194'303});
  const RunHandle handle = submit(run);
  EXPECT_EQ(status(handle).end, RunEnd::kLost);
  EXPECT_FALSE(std::filesystem::exists(run.trial_folder / "a1" / kLogFile));
}

TEST_F(LocalProcessTest, ARunOutlivesTheProcessThatStartedIt) {
  const RunRequest run = shell("echo ready; exec tail -f /dev/null");
  const pid_t starter = ::fork();
  if (starter == 0) ::_exit(make_local(folder.path())->submit(run) ? 0 : 1);
  int how = 1;
  ASSERT_EQ(::waitpid(starter, &how, 0), starter);
  ASSERT_EQ(how, 0);
  const RunHandle handle{"local", "job/job-001-0123abcd/a1"};
  wait_for_log(handle, "ready");
  EXPECT_EQ(status(handle).phase, RunPhase::kRunning);
  ASSERT_TRUE(backend->stop(handle, milliseconds{60'000}));
  EXPECT_EQ(ended(handle).end, RunEnd::kStopped);
}

TEST_F(LocalProcessTest, ARunIsFoundInAHomeThatWasMovedAlsoByAHandleWithTheWholePath) {
  const RunHandle handle = submit(shell("echo here"));
  ASSERT_EQ(ended(handle).end, RunEnd::kSucceeded);
  const RunHandle of_earlier_versions{"local", run_folder(handle).string()};
  const std::filesystem::path moved = folder.path() / "moved";
  std::filesystem::create_directory(moved);
  for (const RunHandle& each : {handle, of_earlier_versions}) {
    EXPECT_EQ(log(each), "here\n");
    EXPECT_EQ(status(each).end, RunEnd::kSucceeded);
  }
  std::filesystem::rename(folder.path() / "jobs", moved / "jobs");
  backend = make_local(moved);
  for (const RunHandle& each : {handle, of_earlier_versions}) {
    EXPECT_EQ(log(each), "here\n");
    EXPECT_EQ(status(each).end, RunEnd::kSucceeded);
  }
}

TEST_F(LocalProcessTest, ARunIsStoppedByAProcessThatKnowsTheHomeByAnotherPath) {
  const TemporaryFolder elsewhere;
  std::filesystem::create_directory_symlink(folder.path(), elsewhere.path() / "link");
  const RunHandle handle = submit(shell("echo ready; exec tail -f /dev/null"));
  wait_for_log(handle, "ready");
  EXPECT_TRUE(make_local(elsewhere.path() / "link")->stop(handle, milliseconds{60'000}));
  EXPECT_EQ(ended(handle).end, RunEnd::kStopped);
}

TEST_F(LocalProcessTest, TwoProcessesThatSubmitOneNameStartItOnce) {
  for (int round = 0; round < 20; ++round) {
    const RunRequest run = shell("echo x >> starts", "job-" + std::to_string(round));
    int gate[2];
    ASSERT_EQ(::pipe2(gate, O_CLOEXEC), 0);
    pid_t starters[2];
    for (pid_t& starter : starters) {
      starter = ::fork();
      if (starter != 0) continue;
      const auto mine = make_local(folder.path());
      ::close(gate[1]);
      char byte;
      ::_exit(::read(gate[0], &byte, 1) == 0 && mine->submit(run)
                  ? 0
                  : 1);  // both go when the gate is closed
    }
    ::close(gate[0]);
    ::close(gate[1]);
    for (const pid_t starter : starters) {
      int how = 1;
      ASSERT_EQ(::waitpid(starter, &how, 0), starter);
      EXPECT_EQ(how, 0);
    }
    EXPECT_EQ(ended({"local", "job/" + run.trial_name + "/a1"}).end, RunEnd::kSucceeded);
  }
  EXPECT_EQ(read_file(folder.path() / "starts").size(), 2u * 20u);
}

TEST_F(LocalProcessTest, AGpuIsGivenToOneRunAtATimeAlsoOfOtherProcesses) {
  RunRequest run = shell("echo $CUDA_VISIBLE_DEVICES; exec tail -f /dev/null");
  run.gpus = 2;
  const RunHandle handle = submit(run);
  wait_for_log(handle, "0,1\n");
  EXPECT_NE(status(handle).place.find("gpu 0,1"), std::string::npos) << status(handle).place;

  RunRequest other = shell("echo $CUDA_VISIBLE_DEVICES", "other");
  other.gpus = 1;
  const pid_t process = ::fork();
  if (process == 0) {
    const auto refused = make_local(folder.path())->submit(other);
    ::_exit(!refused && refused.error().code == ErrorCode::kUnavailable ? 0 : 1);
  }
  int how = 1;
  ASSERT_EQ(::waitpid(process, &how, 0), process);
  EXPECT_EQ(how, 0);

  ASSERT_TRUE(backend->stop(handle, milliseconds{0}));
  ended(handle);
  const RunHandle second = submit(other);
  ended(second);
  EXPECT_EQ(log(second), "0\n");
}

TEST_F(LocalProcessTest, AGpuThatIsSetAsideIsNotTakenButByTheRunThatTriesIt) {
  EXPECT_TRUE(backend->traits().can_avoid_places);
  RunRequest run = shell("exec tail -f /dev/null", "first");
  run.gpus = 1;
  const RunHandle first = submit(run);
  const std::string sick = status(first).place;
  ASSERT_TRUE(sick.ends_with(" gpu 0")) << sick;
  ASSERT_TRUE(backend->stop(first, milliseconds{0}));
  ended(first);

  RunRequest other = shell("exec tail -f /dev/null", "other");
  other.gpus = 1;
  other.avoid_places = {sick};
  const RunHandle second = submit(other);
  EXPECT_TRUE(status(second).place.ends_with(" gpu 1")) << status(second).place;
  RunRequest third = shell("true", "third");
  third.gpus = 1;
  third.avoid_places = {sick};
  EXPECT_EQ(backend->submit(third).error().code, ErrorCode::kUnavailable) << "it rather waits";

  ASSERT_TRUE(backend->stop(second, milliseconds{0}));
  ended(second);
  RunRequest prober = shell("true", "prober");
  prober.gpus = 1;
  prober.try_place = status(second).place;
  const RunHandle fourth = submit(prober);
  EXPECT_EQ(ended(fourth).place, status(second).place) << "where it is wanted, not the first one";
}

// What the machine lacks for a moment is no fault of the training's.
TEST_F(LocalProcessTest, WhereNoFileCanBeOpenedASubmitIsToBeRepeated) {
  const RunRequest run = shell("true");
  const auto submit_without = [&] {
    const NoDescriptors none;
    return backend->submit(run);
  };
  const auto refused = submit_without();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable) << to_string(refused.error());
  ended(submit(run));
}

TEST_F(LocalProcessTest, MoreGpusThanThereAreIsAnErrorForGood) {
  RunRequest run = shell("true");
  run.gpus = 3;
  const auto refused = backend->submit(run);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kFailedPrecondition);
}

}  // namespace
}  // namespace tuner
