#include "service/sagemaker/tuning_jobs.h"

#include <nlohmann/json.hpp>

#include "service/sagemaker/account_limits.h"
#include "service/sagemaker/arn.h"
#include "service/sagemaker/job_submission.h"
#include "service/sagemaker/list_filters.h"
#include "service/sagemaker/seen_job.h"
#include "tuner/base/text.h"
#include "tuner/job/best.h"

namespace tuner::sagemaker {
namespace {

using json = nlohmann::json;

constexpr const char* kName = "HyperParameterTuningJobName";

// ARNs are in lower case, and clients take names from them: to the letter, else whatever the case.
Result<SeenJob> see_in_any_case(const Site& site, const std::string& name) {
  Result<SeenJob> seen = see_job(site, {name});
  if (seen || seen.error().code != ErrorCode::kNotFound) return seen;
  TUNER_ASSIGN_OR_RETURN(const auto known, job_of_name(site, name));
  return known ? see_job(site, *known) : std::move(seen);
}

Reply<SeenJob> find(const Site& site, const json& input) {
  const std::string name = input.at(kName).get<std::string>();
  auto seen = see_in_any_case(site, name);
  const bool missing =
      seen ? seen->job().spec.is_single_training() : seen.error().code == ErrorCode::kNotFound;
  if (missing) {
    return refuse("ResourceNotFound",
                  "Amazon SageMaker can't find a tuning job with the name " + name +
                      ". Choose the name of one that exists.");
  }
  if (!seen) return tl::unexpected(fault_of(seen.error()));
  return *std::move(seen);
}

// Training jobs share the names of tuning jobs here.
Fault name_taken(const Site& site, const std::string& name) {
  const auto job = site.store.job({name});
  if (job && job->spec.is_single_training()) {
    return {
        "ResourceInUse",
        "A training job with the name, " + name +
            ", already exists, and a tuning job cannot share it here. Choose a different name."};
  }
  return {"ResourceInUse",
          "A hyperparameter tuning job with the name, " + name +
              ", already exists. Choose a different name."};
}

// A job as far as a list sorts and filters it.
struct Listed {
  JobHead head;
  std::string_view status;
};

// The status costs a look into the commands of a running job, and is wanted for some lists only.
std::string_view status_for(const Site& site, const json& input, const JobHead& head) {
  const bool wanted = input.contains("StatusEquals") || input.value("SortBy", "") == "Status";
  const bool stopping =
      wanted && head.status == JobStatus::kRunning && is_stopping(site, head.name);
  return tuning_status(head.status, stopping);
}

bool passes(const json& input, const Listed& job) {
  return is_contained(input, "NameContains", job.head.name.text) &&
         is_equal(input, "StatusEquals", job.status) &&
         is_within(input, "CreationTimeAfter", "CreationTimeBefore", job.head.created_at) &&
         is_within(
             input, "LastModifiedTimeAfter", "LastModifiedTimeBefore", last_modified(job.head));
}

Position position_of(const std::string& sort_by, const Listed& job) {
  const std::string& name = job.head.name.text;
  if (sort_by == "Status") return {std::string(job.status), name};
  if (sort_by == "CreationTime") return {sortable(job.head.created_at), name};
  return {lower_case(name), name};
}

// What is deleted in the meantime is left out.
Reply<Page<json>> entries_of(const Site& site, const Page<JobName>& page, const Caller& caller) {
  Page<json> entries{.items = {}, .next_token = page.next_token};
  for (const JobName& name : page.items) {
    const auto seen = see_entry(site, name);
    if (seen) entries.items.push_back(tuning_job_summary(seen->view(), caller));
    if (!seen && seen.error().code != ErrorCode::kNotFound)
      return tl::unexpected(fault_of(seen.error()));
  }
  return entries;
}

// nullopt: left out of this order.
std::optional<Position> child_position(const std::string& sort_by, const TrainingJobView& child) {
  const Trial& trial = child.trial;
  const std::string number = sortable(std::int64_t{trial.id.number});
  if (sort_by == "Status") return Position{std::string(training_status(child)), number};
  if (sort_by == "CreationTime") return Position{sortable(trial.created_at), number};
  if (sort_by != "FinalObjectiveMetricValue") return Position{lower_case(trial.name), number};
  if (losses_of(trial, child.job.spec.aims()).empty()) return std::nullopt;
  return Position{sortable(*trial.objectives.front()), number};
}

}  // namespace

Reply<json> create_tuning_job(Site& site, const json& input, const Caller& caller) {
  const std::string name = input.at(kName).get<std::string>();
  const auto known = job_of_name(site, name);
  if (!known) return tl::unexpected(fault_of(known.error()));
  if (*known) return tl::unexpected(name_taken(site, (*known)->text));
  if (site.strict_limits) {
    if (auto fault = beyond_account_limits(input, site.jobs.running().size()))
      return tl::unexpected(*std::move(fault));
  }
  const auto submitted = submit(site, input, caller, name_taken(site, name));
  if (!submitted) return tl::unexpected(submitted.error());
  return json{{"HyperParameterTuningJobArn", arn_of(caller, kTuningJob, name)}};
}

Reply<json> describe_tuning_job(Site& site, const json& input, const Caller& caller) {
  const auto found = find(site, input);
  if (!found) return tl::unexpected(found.error());
  return tuning_job_description(found->view(), caller);
}

Reply<json> list_tuning_jobs(Site& site, const json& input, const Caller& caller) {
  const auto page = read_page_request("ListHyperParameterTuningJobs", input, false);
  if (!page) return tl::unexpected(page.error());
  const auto heads = site.store.heads();
  if (!heads) return tl::unexpected(fault_of(heads.error()));
  const std::string sort_by = input.value("SortBy", "Name");
  std::vector<std::pair<Position, JobName>> all;
  for (const JobHead& head : *heads) {
    if (head.is_single_training) continue;
    const Listed job{head, status_for(site, input, head)};
    if (passes(input, job)) all.emplace_back(position_of(sort_by, job), head.name);
  }
  auto entries = entries_of(site, page_of(std::move(all), *page), caller);
  if (!entries) return tl::unexpected(entries.error());
  return page_json("HyperParameterTuningJobSummaries", *std::move(entries));
}

Reply<json> list_tuning_children(Site& site, const json& input, const Caller& caller) {
  const auto found = find(site, input);
  if (!found) return tl::unexpected(found.error());
  const auto page = read_page_request("ListTrainingJobsForHyperParameterTuningJob", input, false);
  if (!page) return tl::unexpected(page.error());
  const std::string sort_by = input.value("SortBy", "Name");
  std::vector<std::pair<Position, const Trial*>> all;
  for (const Trial& trial : found->trials) {
    const TrainingJobView child = found->view(trial);
    if (!is_equal(input, "StatusEquals", training_status(child))) continue;
    if (auto position = child_position(sort_by, child)) all.emplace_back(*position, &trial);
  }
  Page<json> summaries;
  auto trials = page_of(std::move(all), *page);
  for (const Trial* trial : trials.items)
    summaries.items.push_back(tuning_child_summary(found->view(*trial), caller));
  summaries.next_token = std::move(trials.next_token);
  return page_json("TrainingJobSummaries", std::move(summaries));
}

Reply<json> stop_tuning_job(Site& site, const json& input, const Caller& caller) {
  const auto found = find(site, input);
  if (!found) return tl::unexpected(found.error());
  if (const auto fault =
          forbidden("tuning job " + found->job().spec.name.text, found->job(), caller))
    return tl::unexpected(*fault);
  const std::string_view status = tuning_status(found->job().status, found->stopping);
  if (status == "Stopping") return json::object();
  if (status != "InProgress") {
    return refuse(
        "The request was rejected because the hyperparameter tuning job is already in status " +
        std::string(status) + ".");
  }
  const Result<void> stopped =
      site.jobs.stop(found->job().spec.name, StopMode::kStop, site.clock.wall());
  if (!stopped) return tl::unexpected(fault_of(stopped.error()));
  return json::object();
}

Reply<json> delete_tuning_job(Site& site, const json& input, const Caller& caller) {
  const auto found = find(site, input);
  if (!found) return tl::unexpected(found.error());
  if (const auto fault =
          forbidden("tuning job " + found->job().spec.name.text, found->job(), caller))
    return tl::unexpected(*fault);
  if (found->job().status == JobStatus::kRunning) {
    return refuse(
        "The request was rejected because the hyperparameter tuning job is not in a terminal "
        "state; "
        "it is " +
        std::string(tuning_status(found->job().status, found->stopping)) + ".");
  }
  if (auto removed = remove_job(site, found->job().spec.name); !removed)
    return tl::unexpected(removed.error());
  return json::object();
}

}  // namespace tuner::sagemaker
