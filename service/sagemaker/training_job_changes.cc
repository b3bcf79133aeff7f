#include "service/sagemaker/training_job_changes.h"

#include <nlohmann/json.hpp>

#include "service/sagemaker/account_limits.h"
#include "service/sagemaker/arn.h"
#include "service/sagemaker/experiment_config.h"
#include "service/sagemaker/job_submission.h"
#include "service/sagemaker/training_job_record.h"
#include "service/sagemaker/training_jobs.h"
#include "tuner/base/text.h"

namespace tuner::sagemaker {
namespace {

using json = nlohmann::json;

std::string name_in(const json& input) { return input.at("TrainingJobName").get<std::string>(); }

// Tuning jobs share the names of training jobs here.
Fault training_name_taken(const Site& site, const Caller& caller, const std::string& name) {
  const auto job = site.store.job({name});
  if (job && !job->spec.is_single_training()) {
    return {"ResourceInUse",
            "A hyperparameter tuning job with the name " + name +
                " already exists, and a training job cannot share it here (" +
                arn_of(caller, kTuningJob, name) + ")"};
  }
  return {"ResourceInUse",
          "Training job names must be unique within an AWS account and region, and a training job "
          "with this name already exists (" +
              arn_of(caller, kTrainingJob, name) + ")"};
}

// Whether a job has this name, or a tuning job has or will have a training job of it; upper and lower case are the same.
Result<bool> is_taken(const Site& site, const std::string& name) {
  TUNER_ASSIGN_OR_RETURN(const auto known, job_of_name(site, name));
  if (known) return true;
  const auto parts = parts_of_trial_name(name);
  if (!parts) return false;
  TUNER_ASSIGN_OR_RETURN(const auto parent, job_of_name(site, parts->job.text));
  if (!parent) return false;
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, site.store.job(*parent));
  return lower_case(job.spec.trial_name(job.identity, parts->trial)) == lower_case(name);
}

// A training job that this key may change.
Reply<SeenTraining> find_own(const Site& site, const json& input, const Caller& caller) {
  auto found = find_training(site, name_in(input));
  if (!found) return found;
  auto fault = forbidden("training job " + found->trial.name, found->seen.job(), caller);
  if (fault) return tl::unexpected(*std::move(fault));
  return found;
}

Result<void> stop(Site& site, const SeenTraining& training) {
  const TuningJobSpec& spec = training.seen.job().spec;
  const TimePoint now = site.clock.wall();
  if (spec.is_single_training()) return site.jobs.stop(spec.name, StopMode::kStop, now);
  return site.jobs.stop(spec.name, training.trial.id, now);
}

}  // namespace

Reply<json> create_training_job(Site& site, const json& input, const Caller& caller) {
  const std::string name = name_in(input);
  const auto taken = is_taken(site, name);
  if (!taken) return tl::unexpected(fault_of(taken.error()));
  if (*taken) return tl::unexpected(training_name_taken(site, caller, name));
  if (site.strict_limits) {
    if (auto fault = training_beyond_account_limits(input)) return tl::unexpected(*fault);
  }
  const TrackingContext tracking = context_of(site, caller);
  const json config = input.value("ExperimentConfig", json::object());
  if (const auto known = check_experiment_config(tracking, config); !known)
    return tl::unexpected(fault_of(known.error()));
  const auto submitted = submit(site, input, caller, training_name_taken(site, caller, name));
  if (!submitted) return tl::unexpected(submitted.error());
  return json{{"TrainingJobArn", arn_of(caller, kTrainingJob, name)}};
}

Reply<json> stop_training_job(Site& site, const json& input, const Caller& caller) {
  const auto found = find_own(site, input, caller);
  if (!found) return tl::unexpected(found.error());
  const std::string_view status = training_status(found->seen.view(found->trial));
  if (status == "Stopping") return json::object();
  if (status != "InProgress") {
    return refuse("The request was rejected because the training job is in status " +
                  std::string(status) + ".");
  }
  const Result<void> stopped = stop(site, *found);
  if (!stopped) return tl::unexpected(fault_of(stopped.error()));
  return json::object();
}

Reply<json> delete_training_job(Site& site, const json& input, const Caller& caller) {
  const auto found = find_own(site, input, caller);
  if (!found) return tl::unexpected(found.error());
  const JobRecord& job = found->seen.job();
  if (!job.spec.is_single_training()) {
    return refuse("The training job " + name_in(input) + " belongs to the tuning job " +
                  job.spec.name.text + ", and is deleted with it.");
  }
  if (!is_terminal(found->trial.status)) {
    return refuse("ResourceInUse",
                  "The training job " + job.spec.name.text + " is in status " +
                      std::string(training_status(found->seen.view(found->trial))) +
                      "; only one that has ended can be deleted.");
  }
  if (auto removed = remove_job(site, job.spec.name); !removed)
    return tl::unexpected(removed.error());
  return json::object();
}

}  // namespace tuner::sagemaker
