// A job as it is at one moment, with all that a view of it refers to.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "service/sagemaker/site.h"
#include "service/sagemaker/tuning_job_record.h"

namespace tuner::sagemaker {

struct SeenJob {
  JobSummary summary;
  std::vector<Trial> trials;
  bool stopping = false;
  std::optional<TimePoint> stopping_since = {};  // as far as that is known
  // Which were asked to stop, and when, as far as that is known.
  std::map<TrialId, std::optional<TimePoint>> stopping_trials = {};
  std::vector<JobSummary> parents = {};  // see TuningJobView; read with the trials

  const JobRecord& job() const { return summary.job; }
  TuningJobView view() const { return {summary, trials, stopping, parents}; }
  TrainingJobView view(const Trial& trial) const {
    if (is_terminal(trial.status)) return {summary.job, trial};
    const auto asked = stopping_trials.find(trial.id);
    const bool alone = asked != stopping_trials.end();
    return {summary.job, trial, stopping || alone, alone ? asked->second : stopping_since};
  }
};

// kNotFound.
Result<SeenJob> see_job(const Site& site, const JobName& name);
// As much as the entry of a list shows: without trials where none is pending or diverged, so that the cost does not grow with those that ended.
Result<SeenJob> see_entry(const Site& site, const JobName& name);
// Without trials, for the view of one that is read alone.
Result<SeenJob> see_without_trials(const Site& site, const JobName& name);
// Every job with its trials, one after the other, newest first; stops at the first error of `visit`. What is deleted meanwhile is left out.
Result<void> visit_jobs(const Site& site, const std::function<Result<void>(const SeenJob&)>& visit);

// Whether a job that runs has been asked to stop.
bool is_stopping(const Site& site, const JobName& name);

}  // namespace tuner::sagemaker
