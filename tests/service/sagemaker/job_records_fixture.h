// A job and its trials as the API shows them, held against the shapes of its answers.
#pragma once

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "service/aws/validation.h"
#include "service/sagemaker/request_echo.h"
#include "service/sagemaker/tuning_job_record.h"
#include "tests/fakes/job_fixtures.h"
#include "tuner/job/best.h"

namespace tuner::sagemaker {

inline constexpr TimePoint kCreated{std::chrono::milliseconds(1'700'000'000'123)};

inline Trial trial(std::uint32_t number, TrialStatus status, std::optional<double> value = {}) {
  Trial trial{.id = {number}, .name = "job-00" + std::to_string(number) + "-0a1b2c3d"};
  trial.suggestion.configuration = {{"x", std::int64_t{7}}};
  trial.status = status;
  trial.attempts = 1;
  trial.objectives = {value};
  trial.created_at = kCreated;
  if (status != TrialStatus::kPending) trial.started_at = kCreated + std::chrono::seconds(5);
  if (is_terminal(status)) {
    trial.ended_at = kCreated + std::chrono::seconds(65);
    trial.ran_for = std::chrono::seconds(60);
  }
  return trial;
}

class JobRecords : public ::testing::Test {
 protected:
  JobRecords() {
    job.spec = small_spec(10, 2);
    job.created_at = kCreated;
  }

  static void expect_answer(const nlohmann::json& answer, const char* operation) {
    const aws::Operation* found =
        aws::Shapes::of(aws::Strictness::kRelaxed).find_operation(operation);
    ASSERT_NE(found, nullptr);
    EXPECT_THAT(aws::answer_problems(answer, found->output), ::testing::IsEmpty())
        << answer.dump(1);
  }

  // Status, secondary status and objective status.
  std::string statuses(const Trial& trial, bool stopping = false) const {
    const TrainingJobView view{job, trial, stopping};
    return std::string(training_status(view)) + "/" + std::string(secondary_status(view)) + "/" +
           std::string(objective_status(view));
  }

  nlohmann::json described(const Trial& trial, bool stopping = false) const {
    std::vector<TrainingMoment> history = history_in_row(trial);
    if (trial.attempts > 1)
      history.push_back({TrainingMoment::Kind::kEnded, 1, trial.ended_at.value()});
    return training_job_description(
        {job, trial, stopping}, history, {}, nlohmann::json::object(), "s3://b", caller);
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

}  // namespace tuner::sagemaker
