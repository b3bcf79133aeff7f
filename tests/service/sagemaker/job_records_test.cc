// What jobs and trials look like through the API, held against the shapes of its answers.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "service/aws/validation.h"
#include "service/sagemaker/request_echo.h"
#include "service/sagemaker/tuning_job_record.h"
#include "tests/fakes/job_fixtures.h"
#include "tuner/job/best.h"

namespace tuner::sagemaker {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr TimePoint kCreated{std::chrono::milliseconds(1'700'000'000'123)};

Trial trial(std::uint32_t number, TrialStatus status, std::optional<double> value = {}) {
  Trial trial{.id = {number}, .name = "job-00" + std::to_string(number) + "-0a1b2c3d"};
  trial.suggestion.configuration = {{"x", std::int64_t{7}}};
  trial.status = status;
  trial.attempts = 1;
  trial.objectives = {value};
  trial.created_at = kCreated;
  if (status != TrialStatus::kPending) trial.started_at = kCreated + seconds(5);
  if (is_terminal(status)) {
    trial.ended_at = kCreated + seconds(65);
    trial.ran_for = seconds(60);
  }
  return trial;
}

class JobRecords : public ::testing::Test {
 protected:
  JobRecords() {
    job.spec = small_spec(10, 2);
    job.created_at = kCreated;
  }

  static void expect_answer(const json& answer, const char* operation) {
    const aws::Operation* found =
        aws::Shapes::of(aws::Strictness::kRelaxed).find_operation(operation);
    ASSERT_NE(found, nullptr);
    EXPECT_THAT(aws::answer_problems(answer, found->output), IsEmpty()) << answer.dump(1);
  }

  // Status, secondary status and objective status.
  std::string statuses(const Trial& trial, bool stopping = false) const {
    const TrainingJobView view{job, trial, stopping};
    return std::string(training_status(view)) + "/" + std::string(secondary_status(view)) + "/" +
           std::string(objective_status(view));
  }

  json described(const Trial& trial, bool stopping = false) const {
    std::vector<TrainingMoment> history = history_in_row(trial);
    if (trial.attempts > 1)
      history.push_back({TrainingMoment::Kind::kEnded, 1, trial.ended_at.value()});
    return training_job_description(
        {job, trial, stopping}, history, {}, json::object(), "s3://b", caller);
  }

  // The job with these trials, counted as a store counts them.
  JobSummary summary_of(const std::vector<Trial>& trials) const {
    JobSummary summary{.job = job};
    for (const Trial& each : trials) count_trial(summary.totals, std::nullopt, each);
    if (const Trial* best = best_trial(trials, job.spec.aims())) summary.best = *best;
    return summary;
  }

  JobRecord job;
  Caller caller;
};

TEST_F(JobRecords, EveryStateOfATrialHasItsThreeStatuses) {
  EXPECT_EQ(statuses(trial(1, TrialStatus::kPending)), "InProgress/Starting/Pending");
  EXPECT_EQ(statuses(trial(1, TrialStatus::kRunning)), "InProgress/Training/Pending");
  EXPECT_EQ(statuses(trial(1, TrialStatus::kRunning), true), "Stopping/Stopping/Pending");
  EXPECT_EQ(statuses(trial(1, TrialStatus::kSucceeded, 0.5)), "Completed/Completed/Succeeded");
  EXPECT_EQ(statuses(trial(1, TrialStatus::kFailed)), "Failed/Failed/Failed");
  EXPECT_EQ(statuses(trial(1, TrialStatus::kStoppedEarly, 0.5)), "Stopped/Stopped/Succeeded");
  EXPECT_EQ(statuses(trial(1, TrialStatus::kCancelled)), "Stopped/Stopped/Failed");
}

TEST_F(JobRecords, WhatEndedWellWithoutItsObjectiveIsCompleted) {
  Trial silent = trial(1, TrialStatus::kFailed);
  silent.failure = FailureClass::kMetricMissing;
  silent.reason = "the objective 'loss' never appeared";
  EXPECT_EQ(statuses(silent), "Completed/Completed/Failed");
  const json record = described(silent);
  EXPECT_FALSE(record.contains("FailureReason"));
  EXPECT_EQ(record["SecondaryStatusTransitions"].back()["StatusMessage"],
            "Training job completed; the objective 'loss' never appeared");
  const JobSummary counted = summary_of({silent});
  const json tuning = tuning_job_summary({counted, {}}, caller);
  EXPECT_EQ(tuning["TrainingJobStatusCounters"]["Completed"], 1);
  EXPECT_EQ(tuning["TrainingJobStatusCounters"]["NonRetryableError"], 0);
  EXPECT_EQ(tuning["ObjectiveStatusCounters"]["Failed"], 1);
}

TEST_F(JobRecords, WhatRanOutOfTimeIsStoppedNotFailed) {
  job.spec.limits.trial_time = seconds(60);
  EXPECT_EQ(statuses(trial(1, TrialStatus::kStoppedEarly, 0.5)),
            "Stopped/MaxRuntimeExceeded/Succeeded");
  Trial without_value = trial(2, TrialStatus::kFailed);
  without_value.failure = FailureClass::kTimeLimit;
  EXPECT_EQ(statuses(without_value), "Stopped/MaxRuntimeExceeded/Failed");
}

TEST_F(JobRecords, FortyMetricsAreShownAndTheObjectiveIsOneOfThem) {
  std::vector<MetricSummary> metrics;
  for (int i = 10; i < 60; ++i) {
    metrics.push_back({.name = "a" + std::to_string(i), .last = 1.0});
  }
  metrics.push_back({.name = job.spec.objectives.front().metric, .last = 2.0});
  const Trial done = trial(1, TrialStatus::kSucceeded, 2.0);
  const auto shown = [&] {
    return training_job_description(
        {job, done}, history_in_row(done), metrics, json::object(), "s3://b", caller);
  };
  const json all = shown();
  EXPECT_EQ(all["FinalMetricDataList"].size(), 40U);
  EXPECT_EQ(all["FinalMetricDataList"][38]["MetricName"], "a48");
  EXPECT_EQ(all["FinalMetricDataList"][39]["MetricName"], job.spec.objectives.front().metric);
  metrics.pop_back();
  EXPECT_EQ(shown()["FinalMetricDataList"][39]["MetricName"], "a49");
}

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

TEST_F(JobRecords, ATrainingOfItsOwnKeepsItsWarmPool) {
  const json resources{{"InstanceType", "ml.m5.large"}, {"KeepAlivePeriodInSeconds", 60}};
  job.submission =
      Submission{.user = "",
                 .priority = 0,
                 .request = json{{"HyperParameterTuningJobConfig", json::object()},
                                 {"TrainingJobDefinition", {{"ResourceConfig", resources}}}}
                                .dump()};
  EXPECT_FALSE(request_echo(job, caller)["TrainingJobDefinition"]["ResourceConfig"].contains(
      "KeepAlivePeriodInSeconds"));
  job.spec.objectives.clear();
  job.spec.parameters.clear();
  job.spec.strategy = "grid";
  ASSERT_TRUE(job.spec.is_single_training());
  job.submission->request = json{{"TrainingJobName", "job"}, {"ResourceConfig", resources}}.dump();
  EXPECT_EQ(request_echo(job, caller)["TrainingJobDefinition"]["ResourceConfig"], resources);
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

TEST_F(JobRecords, TheRunTimeIsSaidThatHoldsWithoutOne) {
  job.submission =
      Submission{.user = "", .priority = 0, .request = R"({"HyperParameterTuningJobConfig": {},
      "TrainingJobDefinition": {"AlgorithmSpecification": {}, "StoppingCondition": {}}})"};
  const json echo = request_echo(job, caller);
  EXPECT_EQ(echo["TrainingJobDefinition"]["StoppingCondition"],
            json({{"MaxRuntimeInSeconds", 86'400}}));
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

TEST_F(JobRecords, TimesAreRoundedToSecondsAndAreOneAtLeast) {
  Trial timed = trial(1, TrialStatus::kSucceeded, 0.5);
  const auto seconds_of = [&](std::int64_t milliseconds) {
    timed.ran_for = std::chrono::milliseconds(milliseconds);
    return described(timed)["TrainingTimeInSeconds"];
  };
  EXPECT_EQ(seconds_of(3'040), 3);
  EXPECT_EQ(seconds_of(3'600), 4);
  EXPECT_EQ(seconds_of(100), 1);
}

TEST_F(JobRecords, WhatNeverRanTookNoTime) {
  Trial queued = trial(1, TrialStatus::kCancelled);
  EXPECT_EQ(described(queued)["BillableTimeInSeconds"], 60);
  queued.started_at.reset();
  queued.ran_for = {};
  EXPECT_FALSE(described(queued).contains("TrainingTimeInSeconds"));
  EXPECT_FALSE(described(queued).contains("BillableTimeInSeconds"));
}

TEST_F(JobRecords, WhatEndedWellWithoutAFiniteValueIsCompleted) {
  Trial diverged = trial(1, TrialStatus::kFailed);
  diverged.failure = FailureClass::kDiverged;
  diverged.exit_code = 0;
  EXPECT_EQ(statuses(diverged), "Completed/Completed/Failed");
  const JobSummary summary = summary_of({diverged});
  const json counters =
      tuning_job_summary({summary, {&diverged, 1}}, caller).at("TrainingJobStatusCounters");
  EXPECT_EQ(counters["Completed"], 1);
  EXPECT_EQ(counters["NonRetryableError"], 0);
  diverged.exit_code = 1;
  EXPECT_EQ(statuses(diverged), "Failed/Failed/Failed");
}

TEST_F(JobRecords, TheLastTransitionIsTheSecondaryStatus) {
  Trial again = trial(1, TrialStatus::kRunning);
  again.status = TrialStatus::kPending;
  again.attempts = 2;
  again.ended_at = kCreated + seconds(20);  // the first attempt
  for (const Trial& each : {trial(1, TrialStatus::kPending),
                            trial(1, TrialStatus::kRunning),
                            again,
                            trial(1, TrialStatus::kCancelled)}) {
    for (const bool stopping : {false, true}) {
      const json record = described(each, stopping);
      const json& list = record["SecondaryStatusTransitions"];
      EXPECT_EQ(list.back()["Status"], record["SecondaryStatus"]) << record.dump(1);
      EXPECT_EQ(list.back().contains("EndTime"), is_terminal(each.status));
      for (std::size_t i = 0; i + 1 < list.size(); ++i)
        EXPECT_EQ(list[i]["EndTime"], list[i + 1]["StartTime"]) << record.dump(1);
    }
  }
}

TEST_F(JobRecords, AReasonIsCutToWhatTheApiAllows) {
  const auto characters = [](std::size_t count) {
    std::string text;
    while (count-- > 0) text += "é";
    return text;
  };
  EXPECT_EQ(cut_reason("short"), "short");
  EXPECT_EQ(cut_reason(characters(1024)), characters(1024));
  EXPECT_EQ(cut_reason(characters(1025)), characters(1023) + "…");
}

}  // namespace
}  // namespace tuner::sagemaker
