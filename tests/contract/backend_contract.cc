#include "tests/contract/backend_contract.h"

namespace tuner {

TEST_P(BackendContract, ARunThatSucceedsLeavesItsLogAndExitCodeZero) {
  const RunHandle run = submit("job-001-a1", Behaviour::kSucceed);
  EXPECT_EQ(run.backend, backend->traits().name);
  const RunStatus status = ended(run);
  EXPECT_EQ(status.end, RunEnd::kSucceeded) << status.reason;
  EXPECT_EQ(status.exit_code, 0);
  EXPECT_EQ(log(run), kContractLog);
}

TEST_P(BackendContract, AnotherExitCodeIsAUserError) {
  const RunHandle run = submit("job-001-a1", Behaviour::kExitWith3);
  const RunStatus status = ended(run);
  EXPECT_EQ(status.end, RunEnd::kUserError);
  EXPECT_EQ(status.exit_code, 3);
}

TEST_P(BackendContract, TheLogIsReadableWhileTheRunGoesOn) {
  const RunHandle run = submit("job-001-a1", Behaviour::kRunUntilStopped);
  wait_for([&] { return log(run) == kContractLog; });
  EXPECT_EQ(status(run).phase, RunPhase::kRunning);
  ASSERT_TRUE(backend->stop(run, std::chrono::seconds{30}));
  ended(run);
}

TEST_P(BackendContract, TheLogInPiecesEqualsTheLogAsAWhole) {
  const RunHandle run = submit("job-001-a1", Behaviour::kSucceed);
  ended(run);
  const std::string whole = log(run);
  for (std::uint64_t offset = 0; offset <= whole.size(); ++offset) {
    const LogChunk chunk = backend->read_log(run, offset).value();
    EXPECT_EQ(chunk.text, whole.substr(offset));
    EXPECT_EQ(chunk.next_offset, whole.size());
  }
  const LogChunk beyond = backend->read_log(run, whole.size() + 7).value();
  EXPECT_EQ(beyond.text, "");
}

TEST_P(BackendContract, StoppingTwiceStopsOnce) {
  const RunHandle run = submit("job-001-a1", Behaviour::kRunUntilStopped);
  wait_for([&] { return log(run) == kContractLog; });
  ASSERT_TRUE(backend->stop(run, std::chrono::seconds{30}));
  ASSERT_TRUE(backend->stop(run, std::chrono::seconds{30}));
  EXPECT_EQ(ended(run).end, RunEnd::kStopped);
  ASSERT_TRUE(backend->stop(run, std::chrono::seconds{30}));
  EXPECT_EQ(status(run).end, RunEnd::kStopped);
}

TEST_P(BackendContract, StoppingAnEndedRunLeavesItsEnd) {
  const RunHandle run = submit("job-001-a1", Behaviour::kSucceed);
  ended(run);
  ASSERT_TRUE(backend->stop(run, std::chrono::seconds{30}));
  EXPECT_EQ(status(run).end, RunEnd::kSucceeded);
}

TEST_P(BackendContract, TheSameNameTwiceIsOneRun) {
  const RunHandle first = submit("job-001-a1", Behaviour::kSucceed);
  const RunHandle second = submit("job-001-a1", Behaviour::kSucceed);
  EXPECT_EQ(first, second);
  ended(first);
  EXPECT_EQ(submit("job-001-a1", Behaviour::kSucceed), first);
  ended(first);
  EXPECT_EQ(harness->started(), 1u);
}

TEST_P(BackendContract, AnUnknownRunIsLostAndHasNoLog) {
  RunHandle run = submit("job-001-a1", Behaviour::kSucceed);
  ended(run);
  run.id += "-never-heard-of";
  EXPECT_EQ(status(run).phase, RunPhase::kEnded);
  EXPECT_EQ(status(run).end, RunEnd::kLost);
  const auto chunk = backend->read_log(run, 0);
  ASSERT_FALSE(chunk);
  EXPECT_EQ(chunk.error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(backend->stop(run, std::chrono::seconds{30}));
  EXPECT_TRUE(backend->remove(run));
}

TEST_P(BackendContract, OneQuestionForManyRunsIsAnsweredInOrder) {
  const RunHandle good = submit("job-001-a1", Behaviour::kSucceed);
  ended(good);
  const RunHandle bad = submit("job-002-a1", Behaviour::kExitWith3);
  ended(bad);
  const std::vector<RunHandle> runs{bad, good, bad};
  const auto answers = backend->status(runs).value();
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answers[0].exit_code, 3);
  EXPECT_EQ(answers[1].exit_code, 0);
  EXPECT_EQ(answers[2].exit_code, 3);
}

TEST_P(BackendContract, AnEndedRunMayBeRemovedTwice) {
  const RunHandle run = submit("job-001-a1", Behaviour::kSucceed);
  ended(run);
  EXPECT_TRUE(backend->remove(run));
  EXPECT_TRUE(backend->remove(run));
}

TEST_P(BackendContract, ARequestThatOnlyFindsStartsNothing) {
  RunRequest request = harness->request("job-001-a1", Behaviour::kSucceed);
  request.find_only = true;
  const auto nothing = backend->submit(request);
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(harness->started(), 0u);
  const RunHandle run = submit("job-001-a1", Behaviour::kSucceed);
  const auto found = backend->submit(request);
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, run);
  ended(run);
}

TEST_P(BackendContract, WaitReturnsAtOnceWhenItIsWoken) {
  std::stop_source source;
  source.request_stop();
  backend->wait(std::chrono::hours{24}, source.get_token());
}

TEST_P(BackendContract, AnotherObjectFindsTheRunExactlyWhereRunsSurvive) {
  const RunHandle run = submit("job-001-a1", Behaviour::kRunUntilStopped);
  wait_for([&] { return log(run) == kContractLog; });
  backend.reset();
  backend = harness->make();
  if (!backend->traits().survives_restart) {
    EXPECT_EQ(status(run).end, RunEnd::kLost);
    return;
  }
  EXPECT_EQ(status(run).phase, RunPhase::kRunning);
  EXPECT_EQ(submit("job-001-a1", Behaviour::kRunUntilStopped), run);
  EXPECT_EQ(harness->started(), 1u);
  ASSERT_TRUE(backend->stop(run, std::chrono::seconds{30}));
  EXPECT_EQ(ended(run).end, RunEnd::kStopped);
}

}  // namespace tuner
