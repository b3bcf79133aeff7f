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
      json input = {{"logStreamName", name_ + "/algo-1-a1"}, {"startFromHead", true}};
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

  // The answer to this question of the first attempt's log.
  json asked(json input) {
    input["logStreamName"] = name_ + "/algo-1-a1";
    auto answer = get_log_events(site_, input, {});
    return answer ? *std::move(answer) : json(answer.error().code);
  }
  static std::string messages_of(const json& answer) {
    std::string all;
    for (const json& event : answer.at("events"))
      all += event.at("message").get<std::string>() + " ";
    return all;
  }
  json follow_token(const json& answer, const char* token, std::size_t limit) {
    return asked({{"nextToken", answer.at(token)}, {"limit", limit}});
  }
  // All that is found backwards from the latest page of `limit` lines.
  std::vector<std::string> backwards(std::size_t limit) {
    std::vector<std::string> messages;
    for (json page = asked({{"limit", limit}});;) {
      std::vector<std::string> lines;
      for (const json& event : page.at("events")) lines.push_back(event.at("message"));
      messages.insert(messages.begin(), lines.begin(), lines.end());
      json before = follow_token(page, "nextBackwardToken", limit);
      if (before["nextBackwardToken"] == page["nextBackwardToken"]) return messages;
      page = std::move(before);
    }
  }
  // A further attempt that has begun; when it did, in milliseconds.
  std::int64_t begin_attempt(std::uint32_t attempt) {
    Trial trial = tuner::testing::sample_trial(job_, 1);
    trial.status = TrialStatus::kRunning;
    trial.attempts = attempt;
    const StepRecord step =
        tuner::testing::sample_step(++steps_, {RunStarted{{1}, attempt, "here"}});
    trial.started_at = step.wall;
    EXPECT_OK(store_->append_step(job_.spec.name, step, {&trial, 1}));
    return step.wall.time_since_epoch().count();
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
  const std::int64_t began[] = {begin_attempt(1), begin_attempt(2)};
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

TEST_F(TrainingLogs, WithoutATokenTheLatestEventsCome) {
  for (int number = 1; number <= 9; ++number) print(std::to_string(number) + "\n");
  print("unfinished");
  EXPECT_EQ(messages_of(asked({{"limit", 3}})), "7 8 9 ");
  EXPECT_EQ(messages_of(asked({{"limit", 3}, {"startFromHead", false}})), "7 8 9 ");
  EXPECT_EQ(messages_of(asked({{"limit", 3}, {"startFromHead", true}})), "1 2 3 ");
  end();
  EXPECT_EQ(messages_of(asked({{"limit", 2}})), "9 unfinished ");
}

TEST_F(TrainingLogs, PagesGoBackAsTheyWentForth) {
  for (int number = 1; number <= 9; ++number) print(std::to_string(number) + "\n");
  const json first = asked({{"limit", 3}, {"startFromHead", true}});
  const json second = follow_token(first, "nextForwardToken", 3);
  EXPECT_EQ(messages_of(second), "4 5 6 ");
  const json back = follow_token(second, "nextBackwardToken", 3);
  EXPECT_EQ(messages_of(back), "1 2 3 ");
  const json head = follow_token(back, "nextBackwardToken", 3);
  EXPECT_EQ(messages_of(head), "");
  EXPECT_EQ(head["nextBackwardToken"], back["nextBackwardToken"]);
  const json latest = asked({{"limit", 2}});
  const json beyond = follow_token(latest, "nextForwardToken", 2);
  EXPECT_EQ(messages_of(beyond), "");
  EXPECT_EQ(beyond["nextForwardToken"], latest["nextForwardToken"]);
  print("10\n");
  EXPECT_EQ(messages_of(follow_token(beyond, "nextForwardToken", 2)), "10 ");
}

TEST_F(TrainingLogs, ALongLogIsFoundWholeFromItsEnd) {
  std::vector<std::string> lines;
  std::string log;
  while (log.size() < 3 * kLogChunkBytes) {
    lines.push_back("epoch " + std::to_string(lines.size()));
    log += lines.back() + "\n";
  }
  print(log);
  EXPECT_EQ(backwards(10'000), lines);
  EXPECT_EQ(backwards(999), lines);
}

TEST_F(TrainingLogs, ALineWithoutEndIsFoundFromItsEndInPieces) {
  std::string euros = "-";
  while (euros.size() < 2 * kLogChunkBytes + 100) euros += "€";
  print("before\n" + euros + "\nafter\n");
  std::vector<std::string> pieces = backwards(10'000);
  ASSERT_EQ(pieces.size(), 5U);
  EXPECT_EQ(pieces[0], "before");
  EXPECT_EQ(pieces[1] + pieces[2] + pieces[3], euros);
  EXPECT_TRUE(pieces[2].starts_with("€") && pieces[3].starts_with("€"));
}

TEST_F(TrainingLogs, EventsAreThoseOfTheTimeThatIsAskedFor) {
  const std::int64_t began = begin_attempt(1);
  print("first\n");
  EXPECT_EQ(messages_of(asked({{"startTime", began}, {"endTime", began + 1}})), "first ");
  for (const json& outside : {json{{"startTime", began + 1}}, json{{"endTime", began}}}) {
    json input = outside;
    input["startFromHead"] = true;
    const json answer = asked(input);
    EXPECT_EQ(messages_of(answer), "");
    input["nextToken"] = answer["nextForwardToken"];
    EXPECT_EQ(asked(input)["nextForwardToken"], answer["nextForwardToken"]);
  }
}

TEST_F(TrainingLogs, ATokenThatNobodyGaveIsRefused) {
  print("first\n");
  for (const char* token : {"zzz", "f/", "f/-1", "f/x", "b/18446744073709551615", "s/0"})
    EXPECT_EQ(asked({{"nextToken", token}}), "InvalidParameterException") << token;
  const json beyond = asked({{"nextToken", "b/9000000000000000000"}});
  EXPECT_EQ(messages_of(beyond), "");
  EXPECT_EQ(beyond.at("nextBackwardToken"), "b/9000000000000000000")
      << "who follows it comes to an end";
  EXPECT_EQ(messages_of(asked({{"nextToken", "f/9000000000000000000"}})), "");
}

TEST_F(TrainingLogs, StreamsComeInPages) {
  for (const std::uint32_t attempt : {1U, 2U, 3U}) begin_attempt(attempt);
  const auto streams = [&](json input) {
    input["logStreamNamePrefix"] = name_ + "/";
    std::string attempts;
    while (true) {
      const auto answer = describe_log_streams(site_, input, {});
      if (!answer) return answer.error().code;
      for (const json& stream : answer->at("logStreams"))
        attempts += stream.at("logStreamName").get<std::string>().back();
      if (!answer->contains("nextToken")) return attempts;
      input["nextToken"] = answer->at("nextToken");
      attempts += "|";
    }
  };
  EXPECT_EQ(streams(json::object()), "123");
  EXPECT_EQ(streams({{"limit", 2}}), "12|3");
  EXPECT_EQ(streams({{"limit", 2}, {"descending", true}}), "32|1");
  EXPECT_EQ(streams({{"nextToken", "zzz"}}), "InvalidParameterException");
}

}  // namespace
}  // namespace tuner::sagemaker
