#include "service/sagemaker/training_jobs.h"

#include <nlohmann/json.hpp>

#include "service/sagemaker/job_submission.h"
#include "service/sagemaker/list_filters.h"
#include "service/sagemaker/model_folder.h"
#include "service/sagemaker/request_echo.h"
#include "service/sagemaker/single_training.h"
#include "service/sagemaker/training_job_record.h"
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
  return {sortable(std::int64_t{view.trial.created_at.time_since_epoch().count()}),
          view.trial.name};
}

Result<SeenTraining> see_training(const Site& site, const JobName& job, TrialId id) {
  TUNER_ASSIGN_OR_RETURN(SeenJob seen, see_without_trials(site, job));
  TUNER_ASSIGN_OR_RETURN(Trial trial, trial_of(site.store, seen.job(), id));
  return SeenTraining{std::move(seen), std::move(trial)};
}

// The job's name to the letter, else whatever the case.
Result<SeenTraining> see_in_any_case(const Site& site, const TrialNameParts& parts) {
  Result<SeenTraining> found = see_training(site, parts.job, parts.trial);
  if (found || found.error().code != ErrorCode::kNotFound) return found;
  TUNER_ASSIGN_OR_RETURN(const auto known, job_of_name(site, parts.job.text));
  return known ? see_training(site, *known, parts.trial) : std::move(found);
}

}  // namespace

Result<json> describe_child(const Site& site,
                            const SeenJob& seen,
                            const Trial& trial,
                            std::span<const TrainingMoment> history,
                            const json& echo,
                            const Caller& caller) {
  std::vector<MetricSummary> metrics;
  if (trial.attempts > 0) {
    TUNER_ASSIGN_OR_RETURN(metrics, site.store.metric_summaries(seen.job().spec.name, trial.id));
  }
  TrainingJobView view = seen.view(trial);
  if (view.stopping && !view.asked_at) view.asked_at = site.clock.wall();  // not recorded as yet
  const std::string model = model_uri(site.home.jobs_folder(), seen.job(), trial);
  return training_job_description(view, history, metrics, echo, model, caller);
}

Reply<SeenTraining> find_training(const Site& site, const std::string& name) {
  std::vector<TrialNameParts> candidates{{JobName{name}, kOnlyTrial}};
  if (const auto parts = parts_of_trial_name(name)) candidates.push_back(*parts);
  for (const TrialNameParts& parts : candidates) {
    auto found = see_in_any_case(site, parts);
    if (!found && found.error().code == ErrorCode::kNotFound) continue;
    if (!found) return tl::unexpected(fault_of(found.error()));
    if (lower_case(found->trial.name) == lower_case(name)) return *std::move(found);
  }
  return tl::unexpected(no_such_training_job());
}

Reply<json> describe_training_job(Site& site, const json& input, const Caller& caller) {
  const auto found = find_training(site, input.at("TrainingJobName").get<std::string>());
  if (!found) return tl::unexpected(found.error());
  const SeenJob& seen = found->seen;
  const Trial& trial = found->trial;
  const auto history =
      training_history(site.store, seen.job().spec.name, trial, seen.view(trial).stopping);
  if (!history) return tl::unexpected(fault_of(history.error()));
  auto answer =
      describe_child(site, seen, trial, *history, request_echo(seen.job(), caller), caller);
  if (!answer) return tl::unexpected(fault_of(answer.error()));
  return *std::move(answer);
}

Reply<json> list_training_jobs(Site& site, const json& input, const Caller& caller) {
  const auto page = read_page_request("ListTrainingJobs", input, false);
  if (!page) return tl::unexpected(page.error());
  const auto jobs = see_all_jobs(site);
  if (!jobs) return tl::unexpected(fault_of(jobs.error()));
  const std::string sort_by = input.value("SortBy", "CreationTime");
  std::vector<std::pair<Position, json>> all;
  for (const SeenJob& seen : *jobs) {
    for (const Trial& trial : seen.trials) {
      const TrainingJobView view = seen.view(trial);
      if (passes(input, view))
        all.emplace_back(position_of(sort_by, view), training_job_summary(view, caller));
    }
  }
  return page_json("TrainingJobSummaries", page_of(std::move(all), *page));
}

}  // namespace tuner::sagemaker
