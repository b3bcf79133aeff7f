#include "service/sagemaker/seen_job.h"

#include <utility>

namespace tuner::sagemaker {
namespace {

Result<SeenJob> see(const Site& site, JobSummary summary, bool with_trials) {
  SeenJob seen{.summary = std::move(summary), .trials = {}};
  const JobName& name = seen.job().spec.name;
  if (with_trials) {
    TUNER_ASSIGN_OR_RETURN(seen.trials, site.store.trials(name));
  }
  if (seen.job().status == JobStatus::kRunning) {
    const auto commands = site.store.commands(name);
    seen.stopping = site.jobs.is_stopping(name) || (commands && !commands->empty());
  }
  return seen;
}

}  // namespace

Result<SeenJob> see_job(const Site& site, const JobName& name) {
  TUNER_ASSIGN_OR_RETURN(JobSummary summary, site.store.summary(name));
  return see(site, std::move(summary), true);
}

Result<std::vector<SeenJob>> see_all_jobs(const Site& site, WithTrials trials) {
  TUNER_ASSIGN_OR_RETURN(std::vector<JobSummary> summaries, site.store.summaries());
  std::vector<SeenJob> all;
  for (JobSummary& summary : summaries) {
    const bool pending = summary.totals.count(TrialStatus::kPending) > 0;
    TUNER_ASSIGN_OR_RETURN(SeenJob seen,
                           see(site, std::move(summary), trials == WithTrials::kAll || pending));
    all.push_back(std::move(seen));
  }
  return all;
}

}  // namespace tuner::sagemaker
