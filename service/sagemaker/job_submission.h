// From a request to a job that runs, and the end of a job: what the operations on tuning jobs and on training jobs share.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "service/sagemaker/site.h"

namespace tuner::sagemaker {

// Records the request as a job of the caller, and starts it. Its tag "tuner:priority" says how urgent it is: see slot_pool.h.
// `taken`: what is answered where there is a job of this name. Where anything else fails, no job is left behind.
Reply<void> submit(Site& site, const nlohmann::json& input, const Caller& caller, Fault taken);

// The name of the job that has this one, also where letters differ in case: an ARN does not tell these apart.
Result<std::optional<JobName>> job_of_name(const Site& site, std::string_view name);

// What the request of a job asks for besides its trainings: tags, a place in an experiment. Twice is no error: a server that finds
// a submitted job without a step does it again, because the one before may have died in between.
Result<void> complete_submission(Site& site, const JobRecord& job);

// Who may only submit changes nothing of others. `what`: "tuning job digits".
std::optional<Fault> forbidden(std::string_view what, const JobRecord& job, const Caller& caller);

// A job that nobody runs leaves the store with its tags; the folders of its trainings stay.
Reply<void> remove_job(Site& site, const JobName& name);

}  // namespace tuner::sagemaker
