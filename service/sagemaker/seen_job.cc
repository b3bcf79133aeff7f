#include "service/sagemaker/seen_job.h"

#include <utility>

namespace tuner::sagemaker {

Result<SeenJob> see_job(const Site& site, JobRecord job) {
  SeenJob seen;
  TUNER_ASSIGN_OR_RETURN(seen.trials, site.store.trials(job.spec.name));
  if (job.status == JobStatus::kRunning) {
    const auto commands = site.store.commands(job.spec.name);
    seen.stopping = site.jobs.is_stopping(job.spec.name) || (commands && !commands->empty());
  }
  seen.job = std::move(job);
  return seen;
}

Result<std::vector<SeenJob>> see_all_jobs(const Site& site) {
  TUNER_ASSIGN_OR_RETURN(std::vector<JobRecord> jobs, site.store.jobs());
  std::vector<SeenJob> all;
  for (JobRecord& job : jobs) {
    TUNER_ASSIGN_OR_RETURN(SeenJob seen, see_job(site, std::move(job)));
    all.push_back(std::move(seen));
  }
  return all;
}

}  // namespace tuner::sagemaker
