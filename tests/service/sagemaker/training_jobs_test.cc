// What is said of training jobs by the operations on them.
#include "service/sagemaker/training_jobs.h"

#include "service/sagemaker/job_search.h"
#include "service/sagemaker/tracking_operations.h"
#include "service/sagemaker/training_job_changes.h"
#include "service/sagemaker/tuning_jobs.h"
#include "tests/contract/store_samples.h"
#include "tests/service/sagemaker/site_fixture.h"
#include "tuner/base/text.h"
#include "tuner/run_outcome.h"

namespace tuner::sagemaker {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using tuner::testing::sample_step;
using tuner::testing::value_of;

constexpr double kSeconds = 1000.0;

double epoch_seconds_of(TimePoint time) {
  return static_cast<double>(time.time_since_epoch().count()) / kSeconds;
}

class TrainingJobs : public OnASite {
 protected:
  // A tuning job with a training that runs.
  void tune() {
    EXPECT_OK(store_->create_job(job_));
    Trial running = tuner::testing::sample_trial(job_, 1);
    running.status = TrialStatus::kRunning;
    running.started_at = running.created_at;
    EXPECT_OK(store_->append_step(job_.spec.name, sample_step(1, {JobOpened{}}), {&running, 1}));
  }

  json component_of(const std::string& training) {
    const auto answer = call(*find_tracking_operation("DescribeTrialComponent"),
                             context_of(site_, {}),
                             {{"TrialComponentName", training + "-aws-training-job"}});
    return answer ? *answer : json(answer.error().message);
  }

  json described(const std::string& name) {
    auto answer = describe_training_job(site_, {{"TrainingJobName", name}}, {});
    return answer ? *std::move(answer) : json(answer.error().message);
  }

  // Why Search does not take this property; empty: it does.
  std::string refusal_of(const char* resource, const std::string& property) {
    const auto answer = search_all(site_, {{"Resource", resource}, {"SortBy", property}}, {});
    return answer ? "" : answer.error().message;
  }

  // The members of what Search finds, of which it takes neither the name nor a name below it.
  std::vector<std::string> members_not_taken(const char* resource) {
    const auto answer = search_all(site_, {{"Resource", resource}}, {});
    EXPECT_TRUE(answer && answer->at("Results").size() == 1);
    std::vector<std::string> names;
    for (const auto& [member, value] : answer->at("Results")[0].at(resource).items()) {
      if (!refusal_of(resource, member).empty() && !refusal_of(resource, member + ".x").empty())
        names.push_back(member);
    }
    return names;
  }

  const JobRecord job_ = tuner::testing::sample_job("digits");
  const std::string child_ = tuner::testing::sample_trial(job_, 1).name;
};

TEST_F(TrainingJobs, ATrainingIsCreatedWhenItsJobIs) {
  ASSERT_TRUE(create_training_job(site_, training_request("alone"), {}));
  jobs_.settle({"alone"});
  const JobRecord job = value_of(store_->job({"alone"}));
  const double created = epoch_seconds_of(job.created_at);
  EXPECT_EQ(described("alone")["CreationTime"], created);
  Trial trial{.id = {1}, .name = "alone", .status = TrialStatus::kRunning, .attempts = 1};
  trial.created_at = job.created_at + std::chrono::seconds(3);
  trial.started_at = trial.created_at;
  EXPECT_OK(store_->append_step(job.spec.name, sample_step(1, {JobOpened{}}), {&trial, 1}));
  const json record = described("alone");
  EXPECT_EQ(record["CreationTime"], created);
  EXPECT_EQ(record["SecondaryStatusTransitions"][0]["StartTime"], created);
  EXPECT_EQ(record["SecondaryStatusTransitions"][0]["EndTime"], record["TrainingStartTime"]);
  const auto list = list_training_jobs(site_, json::object(), {});
  EXPECT_EQ(list->at("TrainingJobSummaries")[0]["CreationTime"], created);
}

TEST_F(TrainingJobs, NoneHasAWarmPoolOrATrainingPlan) {
  tune();
  EXPECT_THAT(list_training_jobs(site_, json::object(), {})->at("TrainingJobSummaries"), SizeIs(1));
  for (const char* filter : {"WarmPoolStatusEquals", "TrainingPlanArnEquals"}) {
    EXPECT_THAT(list_training_jobs(site_, {{filter, "Available"}}, {})->at("TrainingJobSummaries"),
                IsEmpty());
  }
}

TEST_F(TrainingJobs, WhatIsStoppingSaysSinceWhen) {
  tune();
  EXPECT_OK(store_->post_command(job_.spec.name, {.mode = StopMode::kStop}));
  json last = described(child_)["SecondaryStatusTransitions"].back();
  EXPECT_EQ(last["Status"], "Stopping");
  EXPECT_EQ(last["StartTime"], described(child_)["TrainingStartTime"]);  // no later time is known
  EXPECT_EQ(described(child_)["LastModifiedTime"], described(child_)["TrainingStartTime"]);
  const StepRecord stop =
      sample_step(2, {StopRequested{StopMode::kStop}}, {StopRun{TrialId{1}, 1, "why"}});
  EXPECT_OK(store_->append_step(job_.spec.name, stop, {}));
  EXPECT_OK(
      store_->append_step(job_.spec.name, sample_step(3, {}, {StopRun{TrialId{7}, 1, "why"}}), {}));
  last = described(child_)["SecondaryStatusTransitions"].back();
  EXPECT_EQ(last["StartTime"], epoch_seconds_of(stop.wall));
  EXPECT_FALSE(last.contains("EndTime"));
}

TEST_F(TrainingJobs, TheComponentOfWhatIsStoppingSaysSo) {
  tune();
  EXPECT_EQ(component_of(child_)["Status"]["PrimaryStatus"], "InProgress");
  EXPECT_OK(store_->post_command(job_.spec.name, {.mode = StopMode::kStop}));
  EXPECT_EQ(component_of(child_)["Status"]["PrimaryStatus"], "Stopping");
  Trial trial = value_of(store_->trial(job_.spec.name, TrialId{1}));
  trial.status = TrialStatus::kCancelled;
  EXPECT_OK(store_->append_step(job_.spec.name, sample_step(2, {JobOpened{}}), std::vector{trial}));
  EXPECT_EQ(component_of(child_)["Status"]["PrimaryStatus"], "Stopped");
}

TEST_F(TrainingJobs, ATrainingOfNoTuningJobWasStoppedOnRequest) {
  ASSERT_TRUE(create_training_job(site_, training_request("alone"), {}));
  jobs_.settle({"alone"});
  tune();
  Trial child = value_of(store_->trial(job_.spec.name, TrialId{1}));
  Trial alone{.id = {1}, .name = "alone", .attempts = 1};
  for (Trial* trial : {&child, &alone}) {
    trial->status = TrialStatus::kCancelled;
    trial->reason = kStoppedWithJob;
    trial->ended_at = trial->created_at;
  }
  EXPECT_OK(store_->append_step({"alone"}, sample_step(1, {JobOpened{}}), {&alone, 1}));
  EXPECT_OK(store_->append_step(job_.spec.name, sample_step(2, {JobOpened{}}), {&child, 1}));
  const auto message = [this](const std::string& name) {
    return described(name)["SecondaryStatusTransitions"].back()["StatusMessage"];
  };
  EXPECT_EQ(message("alone"), "stopped on request");
  EXPECT_EQ(component_of("alone")["Status"]["Message"], "stopped on request");
  EXPECT_EQ(message(child_), "stopped with the job");
}

TEST_F(TrainingJobs, EveryAttemptAndAStopAreInItsHistory) {
  tune();
  const JobName& name = job_.spec.name;
  const auto record = [&](std::uint64_t number,
                          std::vector<Event> events,
                          std::vector<Action> actions,
                          const Trial& trial) {
    EXPECT_OK(store_->append_step(
        name, sample_step(number, std::move(events), std::move(actions)), std::vector{trial}));
  };
  Trial trial = value_of(store_->trial(name, TrialId{1}));
  trial.attempts = 2;
  record(2, {RunStarted{TrialId{1}, 1, {}}}, {}, trial);
  record(3, {RunEnded{TrialId{1}, 1, {}, {}, {}}}, {tuner::testing::start(1, 2)}, trial);
  record(4, {RunStarted{TrialId{1}, 2, {}}}, {StopRun{TrialId{1}, 2, "why"}}, trial);
  EXPECT_EQ(described(child_)["LastModifiedTime"], epoch_seconds_of(sample_step(4, {}).wall));
  trial.status = TrialStatus::kCancelled;
  trial.ended_at = sample_step(5, {}).wall;
  record(5, {RunEnded{TrialId{1}, 2, {}, {}, {}}}, {}, trial);
  const json history = described(child_)["SecondaryStatusTransitions"];
  std::vector<std::string> statuses;
  for (const json& each : history) {
    statuses.push_back(each.at("Status"));
    EXPECT_TRUE(each.contains("EndTime"));
  }
  EXPECT_THAT(statuses,
              ElementsAre("Starting", "Training", "Starting", "Training", "Stopping", "Stopped"));
  EXPECT_EQ(history[3]["StartTime"], epoch_seconds_of(sample_step(4, {}).wall));
}

TEST_F(TrainingJobs, AStopBetweenTwoAttemptsBeginsNoTraining) {
  tune();
  const JobName& name = job_.spec.name;
  Trial trial = value_of(store_->trial(name, TrialId{1}));
  trial.attempts = 2;
  trial.status = TrialStatus::kPending;
  const StepRecord failed =
      sample_step(2, {RunEnded{TrialId{1}, 1, {}, {}, {}}}, {tuner::testing::start(1, 2)});
  EXPECT_OK(store_->append_step(name, failed, {&trial, 1}));
  const StepRecord stop = sample_step(3, {StopRequested{StopMode::kStop}});
  EXPECT_OK(store_->append_step(name, stop, {}));
  trial.status = TrialStatus::kCancelled;
  trial.ended_at = sample_step(4, {}).wall;
  EXPECT_OK(store_->append_step(
      name, sample_step(4, {RunEnded{TrialId{1}, 2, {}, {}, {}}}), {&trial, 1}));
  std::vector<std::string> statuses;
  const json history = described(child_)["SecondaryStatusTransitions"];
  for (const json& each : history) statuses.push_back(each.at("Status"));
  EXPECT_THAT(statuses, ElementsAre("Starting", "Training", "Starting", "Stopping", "Stopped"));
  EXPECT_EQ(history[3]["StartTime"], epoch_seconds_of(stop.wall));
}

TEST_F(TrainingJobs, WhatHasEndedIsNotStopping) {
  tune();
  EXPECT_OK(store_->post_command(job_.spec.name, {.mode = StopMode::kStop}));
  const Trial ended = tuner::testing::ended_trial(job_, 1, 0.5);
  EXPECT_OK(store_->append_step(job_.spec.name, sample_step(2, {}), {&ended, 1}));
  const json record = described(child_);
  EXPECT_EQ(record["TrainingJobStatus"], "Completed");
  EXPECT_EQ(record["LastModifiedTime"], epoch_seconds_of(*ended.ended_at));
}

TEST_F(TrainingJobs, TheCaseOfANameDoesNotMatter) {
  const JobRecord job = tuner::testing::sample_job("Digits");
  EXPECT_OK(store_->create_job(job));
  const Trial trial = tuner::testing::sample_trial(job, 1);
  EXPECT_OK(store_->append_step(job.spec.name, sample_step(1, {JobOpened{}}), {&trial, 1}));
  ASSERT_TRUE(create_training_job(site_, training_request("Alone"), {}));
  EXPECT_EQ(described(lower_case(trial.name))["TrainingJobName"], trial.name);
  EXPECT_EQ(described("aLONE")["TrainingJobName"], "Alone");
  const json tuning{{"HyperParameterTuningJobName", "dIGITS"}};
  EXPECT_EQ(describe_tuning_job(site_, tuning, {})->at("HyperParameterTuningJobName"), "Digits");
  EXPECT_TRUE(stop_training_job(site_, {{"TrainingJobName", lower_case(trial.name)}}, {}));
  EXPECT_EQ(value_of(store_->commands(job.spec.name)).at(0).trial, trial.id);
  EXPECT_EQ(delete_tuning_job(site_, {{"HyperParameterTuningJobName", "digit"}}, {}).error().code,
            "ResourceNotFound");
}

TEST_F(TrainingJobs, ANameToTheLetterComesFirst) {
  for (const char* name : {"DIGITS", "digits", "Digits"})
    EXPECT_OK(store_->create_job(tuner::testing::sample_job(name)));
  for (const char* name : {"DIGITS", "digits", "Digits"}) {
    const json tuning{{"HyperParameterTuningJobName", name}};
    EXPECT_EQ(describe_tuning_job(site_, tuning, {})->at("HyperParameterTuningJobName"), name);
  }
}

TEST_F(TrainingJobs, TheListBeginsWithTheOldestAndSortsNamesWhateverTheirCase) {
  for (const char* name : {"beta", "Alpha", "Gamma"})
    ASSERT_TRUE(create_training_job(site_, training_request(name), {}));
  const auto names = [&](const json& input) {
    std::vector<std::string> found;
    const auto list = list_training_jobs(site_, input, {});
    for (const json& each : list->at("TrainingJobSummaries"))
      found.push_back(each.at("TrainingJobName"));
    return found;
  };
  EXPECT_THAT(names({{"SortBy", "Name"}}), ElementsAre("Alpha", "beta", "Gamma"));
  EXPECT_EQ(names(json::object()), names({{"SortOrder", "Ascending"}}));
}

TEST_F(TrainingJobs, TheComponentSaysWhatTheTrainingSays) {
  json request = training_request("alone");
  request["InputDataConfig"] = {
      {{"ChannelName", "train"},
       {"ContentType", "text/csv"},
       {"DataSource", {{"S3DataSource", {{"S3DataType", "S3Prefix"}, {"S3Uri", "s3://b/data"}}}}}}};
  std::filesystem::create_directories(folder_.path() / "data");
  const auto created = create_training_job(site_, request, {});
  ASSERT_TRUE(created) << created.error().message;
  jobs_.settle({"alone"});
  const JobRecord job = value_of(store_->job({"alone"}));
  Trial trial{.id = {1}, .name = "alone", .status = TrialStatus::kRunning, .attempts = 1};
  trial.created_at = trial.started_at.emplace(job.created_at);
  EXPECT_OK(store_->append_step(job.spec.name, sample_step(1, {JobOpened{}}), {&trial, 1}));
  const auto component = [&] { return component_of("alone"); };
  const std::string uri = described("alone")["ModelArtifacts"]["S3ModelArtifacts"];
  const std::filesystem::path model = uri.substr(std::string("file://").size());
  std::filesystem::create_directories(model);
  std::ofstream(model / "weights") << "1";
  EXPECT_EQ(component()["InputArtifacts"],
            json({{"SageMaker.ImageUri", {{"Value", "trainer"}}},
                  {"train", {{"MediaType", "text/csv"}, {"Value", "s3://b/data"}}}}));
  EXPECT_EQ(component()["OutputArtifacts"], json::object());
  trial.status = TrialStatus::kFailed;
  trial.failure = FailureClass::kMetricMissing;
  trial.ended_at = trial.created_at;
  EXPECT_OK(store_->append_step(job.spec.name, sample_step(2, {JobOpened{}}), {&trial, 1}));
  EXPECT_EQ(described("alone")["TrainingJobStatus"], "Completed");
  EXPECT_EQ(component()["Status"]["PrimaryStatus"], "Completed");
  EXPECT_EQ(component()["OutputArtifacts"], json({{"SageMaker.ModelArtifact", {{"Value", uri}}}}));
  std::filesystem::remove(model / "weights");
  EXPECT_EQ(component()["OutputArtifacts"], json::object());
}

TEST_F(TrainingJobs, ARefusalNamesTheTraining) {
  tune();
  const auto refused = stop_training_job(
      site_, {{"TrainingJobName", child_}}, {.may_change_all = false, .key_id = "BOB"});
  EXPECT_THAT(refused.error().message, HasSubstr("The training job " + child_ + " was submitted"));
}

TEST_F(TrainingJobs, SearchTakesEveryMemberOfATraining) {
  json request = training_request("alone");
  request["RetryStrategy"] = {{"MaximumRetryAttempts", 2}};
  request["CheckpointConfig"] = {{"S3Uri", "s3://b/checkpoints"}};
  ASSERT_TRUE(create_training_job(site_, request, {}));
  EXPECT_THAT(members_not_taken("TrainingJob"), IsEmpty());
  EXPECT_EQ(refusal_of("TrainingJob", "BillableTimeInSeconds"), "");
  EXPECT_EQ(refusal_of("TrainingJob", "Magic"), "Unknown property name: Magic");
}

TEST_F(TrainingJobs, SearchTakesEveryMemberOfATuningJob) {
  tune();
  EXPECT_THAT(members_not_taken("HyperParameterTuningJob"), IsEmpty());
}

}  // namespace
}  // namespace tuner::sagemaker
