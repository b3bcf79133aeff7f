// What trials, which are training jobs, look like through the API.
#include "tests/service/sagemaker/job_records_fixture.h"

namespace tuner::sagemaker {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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

TEST_F(JobRecords, TheRunTimeIsSaidThatHoldsWithoutOne) {
  job.submission =
      Submission{.user = "", .priority = 0, .request = R"({"HyperParameterTuningJobConfig": {},
      "TrainingJobDefinition": {"AlgorithmSpecification": {}, "StoppingCondition": {}}})"};
  const json echo = request_echo(job, caller);
  EXPECT_EQ(echo["TrainingJobDefinition"]["StoppingCondition"],
            json({{"MaxRuntimeInSeconds", 86'400}}));
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
