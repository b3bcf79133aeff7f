#include "service/sagemaker/job_submission.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "service/new_job.h"
#include "service/sagemaker/arn.h"
#include "service/sagemaker/record_input.h"
#include "service/sagemaker/tags.h"
#include "service/spec_file.h"
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

Reply<void> reply_of(const Result<void>& result) {
  if (result) return {};
  return tl::unexpected(fault_of(result.error()));
}

Reply<void> keep_tags(Site& site, const Tags& tags, const NewJob& wanted) {
  if (tags.empty()) return {};
  const auto kept = site.tracking.put_tags(tags_key(wanted.kind, wanted.name), tags, kMostTags);
  if (!kept) return tl::unexpected(fault_of(kept.error()));
  return {};
}

}  // namespace

Reply<void> submit(Site& site, const nlohmann::json& input, const Caller& caller, NewJob wanted) {
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
  const Result<void> created = site.store.create_job(job);
  if (!created && created.error().code == ErrorCode::kAlreadyExists)
    return tl::unexpected(std::move(wanted.taken));
  if (!created) return tl::unexpected(fault_of(created.error()));
  if (wanted.prepare) {
    if (auto prepared = wanted.prepare(job); !prepared) return prepared;
  }
  if (auto started = reply_of(site.jobs.start(job.spec.name, {caller.key_id, *priority})); !started)
    return started;
  return keep_tags(site, *tags, wanted);
}

std::optional<Fault> forbidden(std::string_view what, const JobRecord& job, const Caller& caller) {
  const std::string owner = job.submission ? job.submission->user : "";
  if (caller.may_change_all || owner == caller.key_id) return std::nullopt;
  return Fault{
      "AccessDeniedException",
      "The " + std::string(what) + " " + job.spec.name.text +
          " was submitted by somebody else; only a key with the role admin may change it."};
}

Reply<void> remove_job(Site& site, const JobName& name) {
  site.jobs.settle(name);
  const Result<FileLock> lock = site.home.lock_job(name);
  if (!lock) return tl::unexpected(fault_of(lock.error()));
  return reply_of(site.store.delete_job(name));
}

}  // namespace tuner::sagemaker
