// What tuning jobs look like through the API.
#include "tests/service/sagemaker/job_records_fixture.h"

namespace tuner::sagemaker {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(JobRecords, CountersHaveOnePlaceForEveryTrial) {
  Trial again = trial(7, TrialStatus::kPending);
  again.attempts = 2;
  const std::vector<Trial> trials{trial(1, TrialStatus::kSucceeded, 0.5),
                                  trial(2, TrialStatus::kFailed),
                                  trial(3, TrialStatus::kStoppedEarly, 0.25),
                                  trial(4, TrialStatus::kCancelled),
                                  trial(5, TrialStatus::kRunning),
                                  trial(6, TrialStatus::kPending),
                                  again};
  const JobSummary counted = summary_of(trials);
  const json summary = tuning_job_summary({counted, trials}, caller);
  EXPECT_EQ(summary["TrainingJobStatusCounters"],
            json({{"Completed", 1},
                  {"InProgress", 2},
                  {"RetryableError", 1},
                  {"NonRetryableError", 1},
                  {"Stopped", 2}}));
  EXPECT_EQ(summary["ObjectiveStatusCounters"],
            json({{"Succeeded", 2}, {"Pending", 3}, {"Failed", 2}}));
}

TEST_F(JobRecords, AnswersHaveTheShapesOfTheApi) {
  const std::vector<Trial> trials{trial(1, TrialStatus::kSucceeded, 0.5),
                                  trial(2, TrialStatus::kFailed),
                                  trial(3, TrialStatus::kRunning)};
  job.spec.metrics = {{"loss", "loss=(.*)"}};
  for (const JobStatus status : {JobStatus::kRunning, JobStatus::kCompleted, JobStatus::kFailed}) {
    job.status = status;
    job.reason = "why";
    if (status != JobStatus::kRunning) job.ended_at = kCreated + seconds(100);
    const JobSummary counted = summary_of(trials);
    expect_answer(tuning_job_description({counted, trials}, caller),
                  "DescribeHyperParameterTuningJob");
    expect_answer(
        {{"HyperParameterTuningJobSummaries", {tuning_job_summary({counted, trials}, caller)}}},
        "ListHyperParameterTuningJobs");
  }
  const std::vector<MetricSummary> metrics{{"loss", 3, 0.5, 0.25, 1.0, {}},
                                           {"diverged", 1, std::nan(""), 0, 0, {}}};
  for (const Trial& each : trials) {
    const TrainingJobView view{job, each};
    expect_answer({{"TrainingJobSummaries", {tuning_child_summary(view, caller)}}},
                  "ListTrainingJobsForHyperParameterTuningJob");
    expect_answer({{"TrainingJobSummaries", {training_job_summary(view, caller)}}},
                  "ListTrainingJobs");
    const json echo = request_echo(job, caller);
    expect_answer(
        training_job_description(view, history_in_row(each), metrics, echo, "file:///m", caller),
        "DescribeTrainingJob");
  }
}

TEST_F(JobRecords, ARequestIsShownAsItWasSentWithWhatTheServiceAdds) {
  const json request = json::parse(R"({
    "HyperParameterTuningJobName": "job",
    "HyperParameterTuningJobConfig": {
      "Strategy": "Random",
      "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "loss"},
      "ResourceLimits": {"MaxParallelTrainingJobs": 2},
      "ParameterRanges": {"IntegerParameterRanges": [{"Name": "x", "MinValue": "1", "MaxValue": "9"}]}},
    "TrainingJobDefinition": {
      "AlgorithmSpecification": {"TrainingImage": "image", "TrainingInputMode": "File"},
      "RoleArn": "arn:aws:iam::123456789012:role/r",
      "InputDataConfig": [{"ChannelName": "train", "DataSource": {}}],
      "OutputDataConfig": {"S3OutputPath": "s3://bucket"},
      "HyperParameterTuningResourceConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 30},
      "StoppingCondition": {"MaxRuntimeInSeconds": 60}}})");
  job.submission = Submission{.user = "ann", .request = request.dump()};
  const json echo = request_echo(job, caller);
  const json& config = echo["HyperParameterTuningJobConfig"];
  EXPECT_EQ(config["Strategy"], "Random");
  EXPECT_EQ(config["TrainingJobEarlyStoppingType"], "Off");
  EXPECT_EQ(config["ParameterRanges"]["CategoricalParameterRanges"], json::array());
  const json& definition = echo["TrainingJobDefinition"];
  EXPECT_EQ(definition["StaticHyperParameters"], json({{"_tuning_objective_metric", "loss"}}));
  EXPECT_EQ(definition["EnableManagedSpotTraining"], false);
  EXPECT_EQ(definition["InputDataConfig"][0]["CompressionType"], "None");
  EXPECT_EQ(definition["OutputDataConfig"]["KmsKeyId"], "");
  EXPECT_EQ(definition["ResourceConfig"]["InstanceType"], "ml.m5.large");
  EXPECT_EQ(definition["HyperParameterTuningResourceConfig"]["VolumeSizeInGB"], 30);
}

TEST_F(JobRecords, TheFirstInstanceConfigurationIsThatOfTheTrainings) {
  job.submission = Submission{.user = "", .priority = 0, .request = R"({
    "HyperParameterTuningJobConfig": {},
    "TrainingJobDefinition": {"AlgorithmSpecification": {}, "StoppingCondition": {},
      "HyperParameterTuningResourceConfig": {"AllocationStrategy": "Prioritized", "VolumeKmsKeyId": "key", "InstanceConfigs": [
        {"InstanceType": "ml.c5.large", "InstanceCount": 2, "VolumeSizeInGB": 5},
        {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 6}]}}})"};
  EXPECT_EQ(request_echo(job, caller)["TrainingJobDefinition"]["ResourceConfig"],
            json({{"InstanceType", "ml.c5.large"},
                  {"InstanceCount", 2},
                  {"VolumeSizeInGB", 5},
                  {"VolumeKmsKeyId", "key"}}));
}

TEST_F(JobRecords, TheRangesOfADefinitionHaveAllThreeLists) {
  job.submission = Submission{.user = "", .priority = 0, .request = R"({
    "HyperParameterTuningJobConfig": {},
    "TrainingJobDefinitions": [{"DefinitionName": "a", "AlgorithmSpecification": {}, "StoppingCondition": {},
      "TuningObjective": {"Type": "Minimize", "MetricName": "loss"},
      "HyperParameterRanges": {"CategoricalParameterRanges": [{"Name": "x", "Values": ["1"]}]}}]})"};
  const json ranges =
      request_echo(job, caller)["TrainingJobDefinitions"][0]["HyperParameterRanges"];
  EXPECT_EQ(ranges["ContinuousParameterRanges"], json::array());
  EXPECT_EQ(ranges["IntegerParameterRanges"], json::array());
  EXPECT_EQ(ranges["CategoricalParameterRanges"].size(), 1U);
}

TEST_F(JobRecords, WhatAnExtensionChangedIsShownAsItIs) {
  job.submission = Submission{.user = "", .priority = 0, .request = R"({
    "HyperParameterTuningJobConfig": {"Strategy": "Bayesian", "RandomSeed": 7,
      "ResourceLimits": {"MaxNumberOfTrainingJobs": 3, "MaxParallelTrainingJobs": 2}},
    "TrainingJobDefinition": {"AlgorithmSpecification": {}, "RetryStrategy": {"MaximumRetryAttempts": 5},
      "StoppingCondition": {"MaxRuntimeInSeconds": 60, "MaxWaitTimeInSeconds": 90}}})"};
  job.earlier_specs = {job.spec};
  job.spec.limits.trials = 5;
  job.spec.limits.trial_time = seconds(70);
  job.spec.strategy = "random";
  job.spec.completion.target = 0.5;
  json echo = request_echo(job, caller);
  json config = echo["HyperParameterTuningJobConfig"];
  EXPECT_EQ(config["Strategy"], "Random");
  EXPECT_EQ(config["RandomSeed"], 7);
  EXPECT_EQ(config["ResourceLimits"],
            json({{"MaxNumberOfTrainingJobs", 5}, {"MaxParallelTrainingJobs", 2}}));
  EXPECT_EQ(config["TuningJobCompletionCriteria"], json({{"TargetObjectiveMetricValue", 0.5}}));
  EXPECT_EQ(echo["TrainingJobDefinition"]["RetryStrategy"]["MaximumRetryAttempts"], 5);
  EXPECT_EQ(echo["TrainingJobDefinition"]["StoppingCondition"],
            json({{"MaxRuntimeInSeconds", 70}, {"MaxWaitTimeInSeconds", 90}}));
}

TEST_F(JobRecords, ThereIsNoBestTrainingJobBeforeAValue) {
  const std::vector<Trial> trials{trial(1, TrialStatus::kRunning)};
  const JobSummary counted = summary_of(trials);
  EXPECT_FALSE(tuning_job_description({counted, trials}, caller).contains("BestTrainingJob"));
}

TEST_F(JobRecords, AJobOfWhichNothingCameSaysSoInTheWordsOfTheApi) {
  job.status = JobStatus::kFailed;
  job.ended_at = kCreated + seconds(100);
  job.reason = "why";
  const auto reason_of = [&](const std::vector<Trial>& trials) {
    const JobSummary counted = summary_of(trials);
    return tuning_job_description({counted, trials}, caller)["FailureReason"];
  };
  EXPECT_EQ(reason_of({trial(1, TrialStatus::kFailed), trial(2, TrialStatus::kCancelled)}),
            "No training job succeeded after 2 attempts. why");
  EXPECT_EQ(reason_of({trial(1, TrialStatus::kFailed), trial(2, TrialStatus::kSucceeded, 0.5)}),
            "why");
}

TEST_F(JobRecords, TheOverallBestIsThatOfTheJobAndItsParents) {
  const std::vector<Trial> trials{trial(1, TrialStatus::kSucceeded, 0.5)};
  JobSummary own = summary_of(trials);
  JobSummary parent = summary_of({trial(2, TrialStatus::kSucceeded, 0.25)});
  parent.job.spec.name = {"parent"};
  const auto overall_best = [&](const JobSummary& child, std::span<const JobSummary> parents) {
    const json record = tuning_job_description({child, trials, false, parents}, caller);
    expect_answer(record, "DescribeHyperParameterTuningJob");
    const json best = record.value("OverallBestTrainingJob", json::object());
    return best.value("TuningJobName", "") + "/" + best.value("TrainingJobName", "");
  };
  EXPECT_EQ(overall_best(own, {}), "/");  // it began with nothing
  own.job.spec.warm_start = parent.job.spec.warm_start = WarmStart{.jobs = {"earlier"}};
  EXPECT_EQ(overall_best(own, {}), "job/" + own.best->name);  // the parent was deleted since
  EXPECT_EQ(overall_best(own, {&parent, 1}), "parent/" + parent.best->name);
  EXPECT_EQ(overall_best(parent, {&own, 1}), "parent/" + parent.best->name);
  JobSummary knows_better = own;  // from a parent that was deleted since
  knows_better.job.prior.earlier = {{.configuration = {}, .losses = {0.125}}};
  EXPECT_EQ(overall_best(knows_better, {&parent, 1}), "/");
  parent.job.spec.objectives.front().goal = Goal::kMaximize;
  EXPECT_EQ(overall_best(own, {&parent, 1}), "job/" + own.best->name);
}

}  // namespace
}  // namespace tuner::sagemaker
