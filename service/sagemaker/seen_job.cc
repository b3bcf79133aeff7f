#include "service/sagemaker/seen_job.h"

#include <algorithm>
#include <utility>

#include "service/sagemaker/single_training.h"

namespace tuner::sagemaker {
namespace {

// One that is younger than the job has taken the name of a parent that was deleted.
Result<std::vector<JobSummary>> parents_of(const ExperimentReader& jobs, const JobRecord& job) {
  std::vector<JobSummary> parents;
  const auto& start = job.spec.warm_start;
  if (!start || start->kind != WarmStart::Kind::kIdentical) return parents;
  for (const std::string& name : start->jobs) {
    Result<JobSummary> parent = jobs.summary({name});
    if (!parent && parent.error().code == ErrorCode::kNotFound) continue;
    if (!parent) return fail(parent.error());
    if (parent->job.created_at <= job.created_at) parents.push_back(*std::move(parent));
  }
  return parents;
}

Result<SeenJob> see(const Site& site, JobSummary summary, bool with_trials) {
  SeenJob seen{.summary = std::move(summary), .trials = {}};
  const JobName& name = seen.job().spec.name;
  if (with_trials) {
    TUNER_ASSIGN_OR_RETURN(seen.trials, trials_of(site.store, seen.job()));
    TUNER_ASSIGN_OR_RETURN(seen.parents, parents_of(site.store, seen.job()));
  }
  if (seen.job().status != JobStatus::kRunning) return seen;
  seen.stopping = is_stopping(site, name);
  seen.stopping_since = site.jobs.stopping_since(name);
  seen.stopping_trials = site.jobs.stopping_trials(name);
  return seen;
}

}  // namespace

bool is_stopping(const Site& site, const JobName& name) {
  if (site.jobs.is_stopping(name)) return true;
  const auto commands = site.store.commands(name);
  return commands &&
         std::ranges::any_of(*commands, [](const Command& each) { return !each.trial; });
}

Result<SeenJob> see_job(const Site& site, const JobName& name) {
  TUNER_ASSIGN_OR_RETURN(JobSummary summary, site.store.summary(name));
  return see(site, std::move(summary), true);
}

Result<SeenJob> see_entry(const Site& site, const JobName& name) {
  TUNER_ASSIGN_OR_RETURN(JobSummary summary, site.store.summary(name));
  const bool needed = summary.totals.count(TrialStatus::kPending) > 0 ||
                      summary.totals.failures.contains(FailureClass::kDiverged);
  return see(site, std::move(summary), needed);
}

Result<SeenJob> see_without_trials(const Site& site, const JobName& name) {
  TUNER_ASSIGN_OR_RETURN(JobSummary summary, site.store.summary(name));
  return see(site, std::move(summary), false);
}

Result<void> visit_jobs(const Site& site,
                        const std::function<Result<void>(const SeenJob&)>& visit) {
  TUNER_ASSIGN_OR_RETURN(const std::vector<JobHead> heads, site.store.heads());
  for (const JobHead& head : heads) {
    const Result<SeenJob> seen = see_job(site, head.name);
    if (!seen && seen.error().code == ErrorCode::kNotFound) continue;
    if (!seen) return fail(seen.error());
    TUNER_RETURN_IF_ERROR(visit(*seen));
  }
  return {};
}

}  // namespace tuner::sagemaker
