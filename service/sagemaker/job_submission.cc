#include "service/sagemaker/job_submission.h"

#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

#include "service/new_job.h"
#include "service/sagemaker/arn.h"
#include "service/sagemaker/experiment_config.h"
#include "service/sagemaker/kept_records.h"
#include "service/sagemaker/record_input.h"
#include "service/sagemaker/tags.h"
#include "service/spec_file.h"
#include "tuner/base/text.h"
#include "tuner/job/scalars.h"

namespace tuner::sagemaker {
namespace {

// The priority that the tags give the job; 0 where they do not.
Reply<std::int32_t> priority_in(const Tags& tags) {
  const auto tag = tags.find("tuner:priority");
  if (tag == tags.end()) return 0;
  if (const auto priority = parse_whole<std::int32_t>(tag->second)) return *priority;
  return refuse("The tag tuner:priority is a whole number, not '" + tag->second + "'.");
}

// What SageMaker says of an objective that no definition measures.
constexpr std::string_view kMetricRequired =
    "A metric is required for this hyperparameter tuning job objective. Provide a metric in the "
    "metric definitions. ";

// Every problem in one message, as far as it is readable.
Fault refusal(const std::vector<Error>& problems) {
  std::string message;
  for (const Error& problem : problems) {
    if (!message.empty()) message += "; ";
    const std::size_t path = problem.at.find(": /");
    const std::string place = path == std::string::npos ? "" : problem.at.substr(path + 2);
    if (place.ends_with("Objective/MetricName")) message += kMetricRequired;
    message += place.empty() ? problem.message : place + ": " + problem.message;
  }
  return {"ValidationException", std::move(message)};
}

Reply<void> reply_of(const Result<void>& result) {
  if (result) return {};
  return tl::unexpected(fault_of(result.error()));
}

// The job leaves the store, and with it the tags of its trainings, and what would pass to the next job of its name. Whoever calls
// holds the job's lock.
Result<void> erase_job(Site& site, const JobName& name) {
  TUNER_ASSIGN_OR_RETURN(const std::vector<Trial> trials, site.store.trials(name));
  TUNER_RETURN_IF_ERROR(site.store.delete_job(name));
  return forget_job_tags(site.tracking, name.text, trials);
}

// What an earlier job of this name has left does not pass to it.
Result<void> forget_earlier(Site& site, const TuningJobSpec& spec) {
  TUNER_RETURN_IF_ERROR(forget_job_tags(site.tracking, spec.name.text));
  if (!spec.is_single_training()) return {};
  return forget_component(site.tracking, spec.name.text);
}

// Of a job that has not begun, nothing stays. Whoever calls holds the job's lock.
void take_back(Site& site, const TuningJobSpec& spec) {
  static_cast<void>(erase_job(site, spec.name));
  static_cast<void>(forget_earlier(site, spec));
}

// Under the job's lock, so that nobody runs the job before it is complete: all of it is recorded, or nothing is. One at a time, as
// names that differ in case have different locks.
Reply<void> record_submission(Site& site, const JobRecord& job, Fault taken) {
  static std::mutex one_at_a_time;
  const std::scoped_lock guard(one_at_a_time);
  const JobName& name = job.spec.name;
  const Result<FileLock> lock = site.home.lock_job(name);
  if (!lock && lock.error().code != ErrorCode::kFailedPrecondition)
    return tl::unexpected(fault_of(lock.error()));
  const auto known = job_of_name(site, name.text);
  if (!known) return tl::unexpected(fault_of(known.error()));
  if (!lock || *known) return tl::unexpected(std::move(taken));
  const Result<void> forgotten = forget_earlier(site, job.spec);
  if (!forgotten) return reply_of(forgotten);
  if (const Result<void> created = site.store.create_job(job); !created) return reply_of(created);
  const Result<void> completed = complete_submission(site, job);
  if (!completed) take_back(site, job.spec);
  return reply_of(completed);
}

}  // namespace

Reply<void> submit(Site& site, const nlohmann::json& input, const Caller& caller, Fault taken) {
  const auto tags = tags_from(input);
  if (!tags) return tl::unexpected(fault_of(tags.error()));
  const auto priority = priority_in(*tags);
  if (!priority) return tl::unexpected(priority.error());
  const std::string request = input.dump();
  SpecFile file =
      load_document(request, DocumentFormat::kJson, site.catalogue, site.home.folder(), site.store);
  if (!file.problems.empty()) return tl::unexpected(refusal(file.problems));
  file.spec.arn_prefix = arn_prefix(caller);
  JobRecord job = new_job(std::move(file.spec), std::move(file.prior), site.clock.wall());
  job.submission = Submission{caller.key_id, *priority, request};
  if (auto recorded = record_submission(site, job, std::move(taken)); !recorded) return recorded;
  const JobName& name = job.spec.name;
  const Result<void> started = site.jobs.start(name, {caller.key_id, *priority});
  // Somebody who looked for jobs that nobody runs has found it: it runs.
  if (started || started.error().code == ErrorCode::kFailedPrecondition) return {};
  if (const Result<FileLock> lock = site.home.lock_job(name); lock) take_back(site, job.spec);
  return reply_of(started);
}

Result<std::optional<JobName>> job_of_name(const Site& site, std::string_view name) {
  TUNER_ASSIGN_OR_RETURN(const std::vector<JobHead> heads, site.store.heads());
  const auto found = std::ranges::find(
      heads, lower_case(name), [](const JobHead& head) { return lower_case(head.name.text); });
  if (found == heads.end()) return std::nullopt;
  return found->name;
}

Result<void> complete_submission(Site& site, const JobRecord& job) {
  const Submission& submission = job.submission.value();
  const auto request = nlohmann::json::parse(submission.request, nullptr, false);
  if (!request.is_object()) return {};
  const std::string& name = job.spec.name.text;
  TUNER_ASSIGN_OR_RETURN(const Tags tags, tags_from(request));
  if (!tags.empty()) {
    const auto kind = job.spec.is_single_training() ? kTrainingJob : kTuningJob;
    TUNER_RETURN_IF_ERROR(site.tracking.put_tags(tags_key(kind, name), tags, kMostTags));
  }
  return join_experiment(context_of(site, {.key_id = submission.user}),
                         request.value("ExperimentConfig", nlohmann::json::object()),
                         name);
}

std::optional<Fault> forbidden(std::string_view what, const JobRecord& job, const Caller& caller) {
  const std::string owner = job.submission ? job.submission->user : "";
  if (caller.may_change_all || owner == caller.key_id) return std::nullopt;
  return Fault{
      "AccessDeniedException",
      "The " + std::string(what) +
          " was submitted by somebody else; only a key with the role admin may change it."};
}

Reply<void> remove_job(Site& site, const JobName& name) {
  static std::mutex one_at_a_time;
  const std::scoped_lock guard(one_at_a_time);
  const auto job = site.store.job(name);
  if (!job && job.error().code == ErrorCode::kNotFound) return {};  // by another call
  site.jobs.settle(name);
  const Result<FileLock> lock = site.home.lock_job(name);
  if (!lock) return tl::unexpected(fault_of(lock.error()));
  const Result<void> kept = keep_records(site.tracking, site.store, site.home.jobs_folder(), name);
  if (!kept) return reply_of(kept);
  return reply_of(erase_job(site, name));
}

}  // namespace tuner::sagemaker
