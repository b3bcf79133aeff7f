// Logs longer than what is read at a time, as a client that follows them sees them.
#include "service/sagemaker/training_logs.h"

#include "backends/log_chunk.h"
#include "backends/run_records.h"
#include "tests/contract/store_samples.h"
#include "tests/service/sagemaker/site_fixture.h"

namespace tuner::sagemaker {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;

class TrainingLogs : public OnASite {
 protected:
  void SetUp() override {
    EXPECT_OK(store_->create_job(job_));
    put(TrialStatus::kRunning);
    std::filesystem::create_directories(run_);
    EXPECT_OK(store_->put_run(job_.spec.name, {{1}, 1, {"local", "digits/trial/a1"}, 0}));
  }

  void put(TrialStatus status) {
    Trial trial = tuner::testing::sample_trial(job_, 1);
    trial.status = status;
    trial.started_at = trial.created_at;
    EXPECT_OK(store_->append_step(
        job_.spec.name, tuner::testing::sample_step(++steps_, {JobOpened{}}), {&trial, 1}));
  }
  void end() { put(TrialStatus::kFailed); }

  void print(const std::string& text) { std::ofstream(run_ / kLogFile, std::ios::app) << text; }

  // The messages of the log from where the last call ended up to where there is nothing more as yet.
  std::vector<std::string> follow() {
    std::vector<std::string> messages;
    while (true) {
      json input = {{"logStreamName", name_ + "/algo-1-a1"}};
      if (!token_.empty()) input["nextToken"] = token_;
      const auto answer = get_log_events(site_, input, {});
      if (!answer) {
        ADD_FAILURE() << answer.error().message;
        return messages;
      }
      for (const json& event : answer->at("events")) messages.push_back(event.at("message"));
      const std::string before =
          std::exchange(token_, answer->at("nextForwardToken").get<std::string>());
      if (before == token_) return messages;
    }
  }

  const JobRecord job_ = tuner::testing::sample_job("digits");
  const std::string name_ = tuner::testing::sample_trial(job_, 1).name;
  const std::filesystem::path run_ = home_.jobs_folder() / "digits" / "trial" / "a1";
  std::string token_;
  std::uint64_t steps_ = 0;
};

TEST_F(TrainingLogs, NoLineIsTornWhereOneReadingEnds) {
  std::vector<std::string> lines;
  std::string log;
  for (int number = 0; number < 40'000; ++number) {
    lines.push_back("epoch " + std::to_string(number));
    log += lines.back() + "\n";
  }
  print(log);
  lines.push_back("the last words");
  print(lines.back());
  end();
  EXPECT_EQ(follow(), lines);
}

TEST_F(TrainingLogs, EachAttemptHasATimeOfItsOwn) {
  Trial trial = tuner::testing::sample_trial(job_, 1);
  trial.status = TrialStatus::kRunning;
  trial.attempts = 2;
  std::vector<std::int64_t> began;
  for (const std::uint32_t attempt : {1U, 2U}) {
    const StepRecord step =
        tuner::testing::sample_step(++steps_, {RunStarted{{1}, attempt, "here"}});
    trial.started_at = step.wall;
    EXPECT_OK(store_->append_step(job_.spec.name, step, {&trial, 1}));
    began.push_back(step.wall.time_since_epoch().count());
  }
  print("first\n");
  const auto events = get_log_events(site_, {{"logStreamName", name_ + "/algo-1-a1"}}, {});
  EXPECT_EQ(events->at("events")[0]["timestamp"], began[0]);
  const auto streams = describe_log_streams(site_, {{"logStreamNamePrefix", name_}}, {});
  EXPECT_EQ(streams->at("logStreams")[0]["firstEventTimestamp"], began[0]);
  EXPECT_EQ(streams->at("logStreams")[1]["firstEventTimestamp"], began[1]);
}

TEST_F(TrainingLogs, ALineThatGoesOnIsWaitedFor) {
  print("first\nsec");
  EXPECT_THAT(follow(), ElementsAre("first"));
  print("ond\n");
  EXPECT_THAT(follow(), ElementsAre("second"));
}

TEST_F(TrainingLogs, ALineWithoutEndDoesNotHoldUpThoseWhoFollow) {
  const std::string bar(2 * kLogChunkBytes + 10, '\r');
  print(bar);
  EXPECT_THAT(follow(), ElementsAre(bar.substr(0, kLogChunkBytes), bar.substr(0, kLogChunkBytes)));
  print("\n");
  EXPECT_THAT(follow(), ElementsAre(bar.substr(0, 10)));
}

TEST_F(TrainingLogs, ALineWithoutEndIsCutBetweenCharacters) {
  std::string euros = "-";
  while (euros.size() < kLogChunkBytes + 100) euros += "€";
  print(euros);
  end();
  const std::vector<std::string> pieces = follow();
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0] + pieces[1], euros);
  EXPECT_TRUE(pieces[1].starts_with("€"));
}

}  // namespace
}  // namespace tuner::sagemaker
