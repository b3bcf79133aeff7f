// From a request to a job that runs, and the end of a job: what the operations on tuning jobs and on training jobs share.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "service/sagemaker/site.h"

namespace tuner::sagemaker {

struct NewJob {
  std::string name;
  std::string_view kind;  // kTuningJob or kTrainingJob
  Fault taken;            // there is a job of this name
  // Once the job is recorded and before it starts.
  std::function<Reply<void>(const JobRecord& job)> prepare = {};
};

// Records the request as a job of the caller, and starts it. Its tag "tuner:priority" says how urgent it is: see slot_pool.h.
Reply<void> submit(Site& site, const nlohmann::json& input, const Caller& caller, NewJob wanted);

// Who may only submit changes nothing of others. `what`: "tuning job".
std::optional<Fault> forbidden(std::string_view what, const JobRecord& job, const Caller& caller);

// A job that has ended leaves the store; the folders of its trainings stay.
Reply<void> remove_job(Site& site, const JobName& name);

}  // namespace tuner::sagemaker
