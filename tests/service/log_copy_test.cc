#include "service/log_copy.h"

#include <functional>
#include <map>
#include <vector>

#include "tests/contract/result_matchers.h"
#include "tests/service/sample_home.h"
#include "tuner/base/check.h"

namespace tuner {
namespace {

// Logs in memory, read five bytes at a time; each wait() lets the next thing happen.
class GrowingLogs final : public Backend {
 public:
  std::map<std::string, std::string> logs;
  std::vector<std::function<void()>> happenings;
  std::size_t waits = 0;
  RunPhase phase = RunPhase::kRunning;

  BackendTraits traits() const override { return {}; }
  Result<RunHandle> submit(const RunRequest&) override { return RunHandle{}; }
  Result<std::vector<RunStatus>> status(std::span<const RunHandle>) override {
    return std::vector<RunStatus>{{.phase = phase}};
  }
  Result<LogChunk> read_log(const RunHandle& run, std::uint64_t offset) override {
    const std::string piece = logs.at(run.id).substr(offset, 5);
    return LogChunk{piece, offset + piece.size()};
  }
  Result<void> stop(const RunHandle&, std::chrono::milliseconds) override { return {}; }
  Result<void> remove(const RunHandle&) override { return {}; }
  void wait(std::chrono::milliseconds, std::stop_token) override {
    TUNER_CHECK(waits < happenings.size(), "follows a log that will not grow any more");
    happenings[waits++]();
  }
};

class LogCopy : public testing::SampleHome {
 protected:
  // Trial 4 runs: `attempt` of it was accepted by the backend.
  void start(std::uint32_t attempt) {
    const std::string run = "run" + std::to_string(attempt);
    logs_.logs[run];
    EXPECT_OK(store_->put_run({"digits"}, {{4}, attempt, {"local", run}, 0}));
    Trial trial = running_trial();
    trial.attempts = attempt;
    record(trial);
  }

  void end_trial() {
    Trial trial = running_trial();
    trial.status = TrialStatus::kSucceeded;
    record(trial);
  }

  Result<std::string> copy(const LogRequest& request) {
    std::string text;
    const auto copied =
        copy_log(*store_, logs_, request, [&](std::string_view piece) -> Result<void> {
          text += piece;
          return {};
        });
    if (!copied) return fail(copied.error());
    return text;
  }

  GrowingLogs logs_;

 private:
  Trial running_trial() const { return testing::value_of(store_->trials({"digits"})).back(); }

  void record(const Trial& trial) {
    const StepRecord step{++steps_, std::chrono::seconds(200), {}, {JobOpened{}}, {}};
    EXPECT_OK(store_->append_step({"digits"}, step, {&trial, 1}));
  }

  std::uint64_t steps_ = 1;
};

TEST_F(LogCopy, PrintsTheWholeLogOfTheLastAttempt) {
  start(1);
  start(2);
  logs_.logs["run1"] = "the first attempt\n";
  logs_.logs["run2"] = "the second attempt\n";
  EXPECT_EQ(copy({{"digits"}, {4}}), "the second attempt\n");
  EXPECT_EQ(copy({{"digits"}, {4}, 1}), "the first attempt\n");
  EXPECT_EQ(logs_.waits, 0U);
}

TEST_F(LogCopy, EndsWhenNobodyTakesIt) {
  start(1);
  logs_.logs["run1"] = "one\n";
  const auto copied = copy_log(*store_, logs_, {{"digits"}, {4}, {}, true}, [](std::string_view) {
    return fail(ErrorCode::kUnavailable, "full");
  });
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().message, "full");
  EXPECT_EQ(logs_.waits, 0U);
}

TEST_F(LogCopy, FollowsOverAttemptsUntilTheTrialHasEndedAndReadsItsLastWords) {
  logs_.happenings = {[&] { start(1); },
                      [&] { logs_.logs["run1"] += "one "; },
                      [&] {
                        logs_.logs["run1"] += "lost ";
                        start(2);
                        logs_.logs["run2"] += "two ";
                      },
                      [&] {
                        logs_.logs["run2"] += "last words";
                        end_trial();
                      }};
  EXPECT_EQ(copy({{"digits"}, {4}, {}, true}), "one lost two last words");
  EXPECT_EQ(logs_.waits, 4U);
}

TEST_F(LogCopy, EndsWithAHintWhenNobodyOwnsTheJobAndTheTrainingHasEnded) {
  start(1);
  bool owned = true;
  logs_.happenings = {[&] { owned = false; },
                      [&] {
                        logs_.logs["run1"] += "last words";
                        logs_.phase = RunPhase::kEnded;
                      }};
  std::string text;
  const auto copied = copy_log(*store_,
                               logs_,
                               {{"digits"}, {4}, {}, true, [&] { return owned; }},
                               [&](std::string_view piece) -> Result<void> {
                                 text += piece;
                                 return {};
                               });
  EXPECT_EQ(text, "last words");
  EXPECT_ERROR(ErrorCode::kFailedPrecondition, copied);
  EXPECT_NE(copied.error().message.find("`tuner resume digits`"), std::string::npos);
}

TEST_F(LogCopy, FollowingOneAttemptEndsWithIt) {
  start(1);
  logs_.happenings = {[&] {
    logs_.logs["run1"] += "first";
    start(2);
  }};
  EXPECT_EQ(copy({{"digits"}, {4}, 1, true}), "first");
}

TEST_F(LogCopy, WhatHasNotBeenStartedIsNotFound) {
  EXPECT_ERROR(ErrorCode::kNotFound, copy({{"digits"}, {4}}));
  EXPECT_ERROR(ErrorCode::kNotFound, copy({{"digits"}, {9}}));
  start(1);
  EXPECT_ERROR(ErrorCode::kNotFound, copy({{"digits"}, {4}, 7}));
}

}  // namespace
}  // namespace tuner
