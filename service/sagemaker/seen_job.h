// A job as it is at one moment, with all that a view of it refers to.
#pragma once

#include <vector>

#include "service/sagemaker/site.h"
#include "service/sagemaker/tuning_job_record.h"

namespace tuner::sagemaker {

struct SeenJob {
  JobRecord job;
  std::vector<Trial> trials;
  bool stopping = false;

  TuningJobView view() const { return {job, trials, stopping}; }
  TrainingJobView view(const Trial& trial) const { return {job, trial, stopping}; }
};

Result<SeenJob> see_job(const Site& site, JobRecord job);
Result<std::vector<SeenJob>> see_all_jobs(const Site& site);  // newest first

}  // namespace tuner::sagemaker
