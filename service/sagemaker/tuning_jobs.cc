#include "service/sagemaker/tuning_jobs.h"

#include <nlohmann/json.hpp>

#include "service/new_job.h"
#include "service/sagemaker/account_limits.h"
#include "service/sagemaker/arn.h"
#include "service/sagemaker/list_filters.h"
#include "service/sagemaker/record_input.h"
#include "service/sagemaker/seen_job.h"
#include "service/sagemaker/tags.h"
#include "service/spec_file.h"
#include "tuner/job/best.h"
#include "tuner/job/scalars.h"

namespace tuner::sagemaker {
namespace {

using json = nlohmann::json;

constexpr const char* kName = "HyperParameterTuningJobName";

Reply<SeenJob> find(const Site& site, const json& input) {
  const std::string name = input.at(kName).get<std::string>();
  auto seen = see_job(site, {name});
  if (!seen && seen.error().code == ErrorCode::kNotFound) {
    return refuse("ResourceNotFound",
                  "Amazon SageMaker can't find a tuning job with the name " + name +
                      ". Choose the name of one that exists.");
  }
  if (!seen) return tl::unexpected(fault_of(seen.error()));
  return *std::move(seen);
}

// Who may only submit changes nothing of others.
std::optional<Fault> forbidden(const JobRecord& job, const Caller& caller) {
  const std::string owner = job.submission ? job.submission->user : "";
  if (caller.may_change_all || owner == caller.key_id) return std::nullopt;
  return Fault{
      "AccessDeniedException",
      "The tuning job " + job.spec.name.text +
          " was submitted by somebody else; only a key with the role admin may change it."};
}

Fault name_taken(const std::string& name) {
  return {"ResourceInUse",
          "A hyperparameter tuning job with the name, " + name +
              ", already exists. Choose a different name."};
}

// The priority that the tags give the job; 0 where they do not.
Reply<std::int32_t> priority_in(const Tags& tags) {
  const auto tag = tags.find("tuner:priority");
  if (tag == tags.end()) return 0;
  if (const auto priority = parse_whole<std::int32_t>(tag->second)) return *priority;
  return refuse("The tag tuner:priority is a whole number, not '" + tag->second + "'.");
}

std::optional<Fault> keep_tags(Site& site, const Tags& tags, const std::string& name) {
  if (tags.empty()) return std::nullopt;
  const auto kept = site.tracking.put_tags(tags_key(kTuningJob, name), tags, kMostTags);
  return kept ? std::nullopt : std::optional(fault_of(kept.error()));
}

// Every problem in one message, as far as it is readable.
Fault refusal(const std::vector<Error>& problems) {
  std::string message;
  for (const Error& problem : problems) {
    if (!message.empty()) message += "; ";
    const std::size_t path = problem.at.find(": /");
    const std::string place = path == std::string::npos ? "" : problem.at.substr(path + 2);
    message += place.empty() ? problem.message : place + ": " + problem.message;
  }
  return {"ValidationException", std::move(message)};
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
  if (sort_by == "CreationTime")
    return {sortable(std::int64_t{job.head.created_at.time_since_epoch().count()}), name};
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
  if (sort_by == "CreationTime")
    return Position{sortable(std::int64_t{trial.created_at.time_since_epoch().count()}), number};
  if (sort_by != "FinalObjectiveMetricValue") return Position{lower_case(trial.name), number};
  if (losses_of(trial, child.job.spec.aims()).empty()) return std::nullopt;
  return Position{sortable(*trial.objectives.front()), number};
}

}  // namespace

Reply<json> create_tuning_job(Site& site, const json& input, const Caller& caller) {
  const std::string name = input.at(kName).get<std::string>();
  if (site.store.job({name})) return tl::unexpected(name_taken(name));
  if (site.strict_limits) {
    if (auto fault = beyond_account_limits(input, site.jobs.running().size()))
      return tl::unexpected(*std::move(fault));
  }
  const auto tags = tags_from(input);
  if (!tags) return tl::unexpected(fault_of(tags.error()));
  const auto priority = priority_in(*tags);
  if (!priority) return tl::unexpected(priority.error());
  const std::string request = input.dump();
  SpecFile file =
      load_document(request, DocumentFormat::kJson, site.catalogue, site.home.folder(), site.store);
  if (!file.problems.empty()) return tl::unexpected(refusal(file.problems));
  JobRecord job = new_job(std::move(file.spec), std::move(file.prior), site.clock.wall());
  job.submission = Submission{caller.key_id, *priority, request};
  const Result<void> created = site.store.create_job(job);
  if (!created && created.error().code == ErrorCode::kAlreadyExists)
    return tl::unexpected(name_taken(name));
  if (!created) return tl::unexpected(fault_of(created.error()));
  const Result<void> started = site.jobs.start(job.spec.name, {caller.key_id, *priority});
  if (!started) return tl::unexpected(fault_of(started.error()));
  if (const auto fault = keep_tags(site, *tags, name)) return tl::unexpected(*fault);
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
  if (const auto fault = forbidden(found->job(), caller)) return tl::unexpected(*fault);
  const std::string_view status = tuning_status(found->job().status, found->stopping);
  if (status == "Stopping") return json::object();
  if (status != "InProgress") {
    return refuse(
        "The request was rejected because the hyperparameter tuning job is already in status " +
        std::string(status) + ".");
  }
  const Result<void> stopped = site.jobs.stop(found->job().spec.name, StopMode::kStop);
  if (!stopped) return tl::unexpected(fault_of(stopped.error()));
  return json::object();
}

Reply<json> delete_tuning_job(Site& site, const json& input, const Caller& caller) {
  const auto found = find(site, input);
  if (!found) return tl::unexpected(found.error());
  if (const auto fault = forbidden(found->job(), caller)) return tl::unexpected(*fault);
  if (found->job().status == JobStatus::kRunning) {
    return refuse(
        "The request was rejected because the hyperparameter tuning job is not in a terminal "
        "state; "
        "it is " +
        std::string(tuning_status(found->job().status, found->stopping)) + ".");
  }
  site.jobs.settle(found->job().spec.name);
  const Result<FileLock> lock = site.home.lock_job(found->job().spec.name);
  if (!lock) return tl::unexpected(fault_of(lock.error()));
  const Result<void> deleted = site.store.delete_job(found->job().spec.name);
  if (!deleted) return tl::unexpected(fault_of(deleted.error()));
  return json::object();
}

}  // namespace tuner::sagemaker
