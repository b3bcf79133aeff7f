// A job as it is at one moment, with all that a view of it refers to.
#pragma once

#include <set>
#include <vector>

#include "service/sagemaker/site.h"
#include "service/sagemaker/tuning_job_record.h"

namespace tuner::sagemaker {

struct SeenJob {
  JobSummary summary;
  std::vector<Trial> trials;
  bool stopping = false;
  std::set<TrialId> stopping_trials = {};  // which were asked to stop alone
  std::vector<JobSummary> parents = {};    // see TuningJobView; read with the trials

  const JobRecord& job() const { return summary.job; }
  TuningJobView view() const { return {summary, trials, stopping, parents}; }
  TrainingJobView view(const Trial& trial) const {
    return {summary.job, trial, stopping || stopping_trials.contains(trial.id)};
  }
};

// kNotFound.
Result<SeenJob> see_job(const Site& site, const JobName& name);
// As much as the entry of a list shows: without trials where none is pending, so that the cost does not grow with those that ended.
Result<SeenJob> see_entry(const Site& site, const JobName& name);
// Without trials, for the view of one that is read alone.
Result<SeenJob> see_without_trials(const Site& site, const JobName& name);
Result<std::vector<SeenJob>> see_all_jobs(const Site& site);  // newest first

// Whether a job that runs has been asked to stop.
bool is_stopping(const Site& site, const JobName& name);

}  // namespace tuner::sagemaker
