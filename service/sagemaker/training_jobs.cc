#include "service/sagemaker/training_jobs.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "service/sagemaker/job_submission.h"
#include "service/sagemaker/list_filters.h"
#include "service/sagemaker/model_folder.h"
#include "service/sagemaker/request_echo.h"
#include "service/sagemaker/single_training.h"
#include "service/sagemaker/training_job_record.h"
#include "service/sagemaker/training_span.h"
#include "tuner/base/text.h"

namespace tuner::sagemaker {
namespace {

using json = nlohmann::json;

Fault no_such_training_job() { return {"ValidationException", "Requested resource not found."}; }

// No training here has a warm pool or a training plan.
bool asks_for_absent(const json& input) {
  return input.contains("WarmPoolStatusEquals") || input.contains("TrainingPlanArnEquals");
}

bool passes(const json& input, const TrainingJobView& view) {
  return !asks_for_absent(input) && is_contained(input, "NameContains", view.trial.name) &&
         is_equal(input, "StatusEquals", training_status(view)) &&
         is_within(input, "CreationTimeAfter", "CreationTimeBefore", view.trial.created_at) &&
         is_within(input, "LastModifiedTimeAfter", "LastModifiedTimeBefore", last_change(view));
}

Position position_of(const std::string& sort_by, const TrainingJobView& view) {
  if (sort_by == "Name") return {lower_case(view.trial.name), view.trial.name};
  if (sort_by == "Status") return {std::string(training_status(view)), view.trial.name};
  return {sortable(view.trial.created_at), view.trial.name};
}

struct ListedJob {
  Position first, last;  // in the order of the list
  JobName name;
};

ListedJob listed_job(const std::string& sort_by, bool descending, const JobHead& job) {
  ListedJob listed{{}, {"\x7f", ""}, job.name};
  if (sort_by == "Name") {
    const TrainingSpan span = span_by_name(job);
    listed.first = {span.low.name, ""};
    listed.last = {span.high.name, ""};
  } else if (sort_by == "CreationTime") {
    const TrainingSpan span = span_by_time(job);
    listed.first = {sortable(span.low.created_at), span.low.name};
    listed.last = {sortable(span.high.created_at), span.high.name};
  }
  if (descending) std::swap(listed.first, listed.last);
  return listed;
}

// Whether a training of the job can pass the filters, as far as what is known of the job says it.
bool may_hold(const json& input, const JobHead& job) {
  const std::string status = input.value("StatusEquals", "");
  return job.status == JobStatus::kRunning || (status != "InProgress" && status != "Stopping");
}

// Sorted by where their trainings begin.
std::vector<ListedJob> listed_jobs(std::span<const JobHead> heads,
                                   const json& input,
                                   const std::string& sort_by,
                                   bool descending) {
  std::vector<ListedJob> jobs;
  for (const JobHead& head : heads) {
    if (may_hold(input, head)) jobs.push_back(listed_job(sort_by, descending, head));
  }
  std::ranges::sort(jobs, [&](const ListedJob& left, const ListedJob& right) {
    return descending ? right.first < left.first : left.first < right.first;
  });
  return jobs;
}

// With what its row does not say.
Result<TrainingJobView> view_with_attempts(const Site& site,
                                           const SeenJob& seen,
                                           const Trial& trial) {
  TrainingJobView view = seen.view(trial);
  TUNER_ASSIGN_OR_RETURN(view.moved_at,
                         last_moment(site.store, seen.job().spec.name, trial, view.stopping));
  return view;
}

Result<SeenTraining> see_trial(const Site& site, const JobName& job, TrialId id) {
  TUNER_ASSIGN_OR_RETURN(SeenJob seen, see_without_trials(site, job));
  TUNER_ASSIGN_OR_RETURN(Trial trial, trial_of(site.store, seen.job(), id));
  return SeenTraining{std::move(seen), std::move(trial)};
}

// The job's name to the letter, else whatever the case.
Result<SeenTraining> see_in_any_case(const Site& site, const TrialNameParts& parts) {
  Result<SeenTraining> found = see_trial(site, parts.job, parts.trial);
  if (found || found.error().code != ErrorCode::kNotFound) return found;
  TUNER_ASSIGN_OR_RETURN(const auto known, job_of_name(site, parts.job.text));
  return known ? see_trial(site, *known, parts.trial) : std::move(found);
}

json describe(const Site& site,
              const SeenJob& seen,
              const Trial& trial,
              std::span<const TrainingMoment> history,
              std::span<const MetricSummary> metrics,
              const json& echo,
              const Caller& caller) {
  const std::string model = model_uri(site.home.jobs_folder(), seen.job(), trial);
  return training_job_description(seen.view(trial), history, metrics, echo, model, caller);
}

}  // namespace

json describe_row(const Site& site,
                  const SeenJob& seen,
                  const Trial& trial,
                  const json& echo,
                  const Caller& caller) {
  return describe(site, seen, trial, history_in_row(trial), {}, echo, caller);
}

Result<json> describe_training(const Site& site,
                               const SeenTraining& training,
                               const Caller& caller) {
  const auto& [seen, trial] = training;
  const JobName& job = seen.job().spec.name;
  TUNER_ASSIGN_OR_RETURN(const auto history,
                         training_history(site.store, job, trial, seen.view(trial).stopping));
  std::vector<MetricSummary> metrics;
  if (trial.attempts > 0) {
    TUNER_ASSIGN_OR_RETURN(metrics, site.store.metric_summaries(job, trial.id));
  }
  const json echo = request_echo(seen.job(), caller);
  return describe(site, seen, trial, history, metrics, echo, caller);
}

Result<SeenTraining> see_training(const Site& site, const std::string& name) {
  std::vector<TrialNameParts> candidates{{JobName{name}, kOnlyTrial}};
  if (const auto parts = parts_of_trial_name(name)) candidates.push_back(*parts);
  for (const TrialNameParts& parts : candidates) {
    auto found = see_in_any_case(site, parts);
    if (!found && found.error().code == ErrorCode::kNotFound) continue;
    if (!found || lower_case(found->trial.name) == lower_case(name)) return found;
  }
  return fail(ErrorCode::kNotFound, "no such training job: " + name);
}

Reply<SeenTraining> find_training(const Site& site, const std::string& name) {
  auto found = see_training(site, name);
  if (found) return *std::move(found);
  if (found.error().code == ErrorCode::kNotFound) return tl::unexpected(no_such_training_job());
  return tl::unexpected(fault_of(found.error()));
}

Reply<json> describe_training_job(Site& site, const json& input, const Caller& caller) {
  const auto found = find_training(site, input.at("TrainingJobName").get<std::string>());
  if (!found) return tl::unexpected(found.error());
  auto answer = describe_training(site, *found, caller);
  if (!answer) return tl::unexpected(fault_of(answer.error()));
  return *std::move(answer);
}

Reply<json> list_training_jobs(Site& site, const json& input, const Caller& caller) {
  const auto request = read_page_request("ListTrainingJobs", input, false);
  if (!request) return tl::unexpected(request.error());
  const auto heads = site.store.heads();
  if (!heads) return tl::unexpected(fault_of(heads.error()));
  const std::string sort_by = input.value("SortBy", "CreationTime");
  PageBuilder<json> page(*request);
  for (const ListedJob& job : listed_jobs(*heads, input, sort_by, request->descending)) {
    if (page.is_beyond(job.first)) break;
    if (page.is_behind(job.last)) continue;
    const auto seen = see_job(site, job.name);
    if (!seen && seen.error().code == ErrorCode::kNotFound) continue;  // deleted meanwhile
    if (!seen) return tl::unexpected(fault_of(seen.error()));
    for (const Trial& trial : seen->trials) {
      const auto view = view_with_attempts(site, *seen, trial);
      if (!view) return tl::unexpected(fault_of(view.error()));
      const Position position = position_of(sort_by, *view);
      if (page.is_behind(position) || page.is_beyond(position) || !passes(input, *view)) continue;
      page.add(position, training_job_summary(*view, caller));
    }
  }
  return page_json("TrainingJobSummaries", std::move(page).build());
}

}  // namespace tuner::sagemaker
