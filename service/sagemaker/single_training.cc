#include "service/sagemaker/single_training.h"

#include <utility>

namespace tuner::sagemaker {
namespace {

TrialStatus status_without_trial(JobStatus status) {
  switch (status) {
    case JobStatus::kRunning:
      return TrialStatus::kPending;
    case JobStatus::kFailed:
      return TrialStatus::kFailed;
    case JobStatus::kCompleted:
    case JobStatus::kStopped:
      break;
  }
  return TrialStatus::kCancelled;
}

}  // namespace

Result<std::vector<Trial>> trials_of(const ExperimentReader& jobs, const JobRecord& job) {
  TUNER_ASSIGN_OR_RETURN(std::vector<Trial> trials, jobs.trials(job.spec.name));
  if (!job.spec.is_single_training()) return trials;
  if (trials.empty()) {
    trials.push_back({.id = kOnlyTrial,
                      .name = job.spec.name.text,
                      .status = status_without_trial(job.status),
                      .reason = job.reason,
                      .attempts = 0,
                      .ended_at = job.ended_at});
  }
  trials.front().created_at = job.created_at;
  return trials;
}

Result<Trial> trial_of(const ExperimentReader& jobs, const JobRecord& job, TrialId id) {
  if (!job.spec.is_single_training() || id != kOnlyTrial) return jobs.trial(job.spec.name, id);
  TUNER_ASSIGN_OR_RETURN(std::vector<Trial> only, trials_of(jobs, job));
  return std::move(only.front());
}

}  // namespace tuner::sagemaker
