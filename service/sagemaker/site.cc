#include "service/sagemaker/site.h"

#include "service/sagemaker/seen_job.h"
#include "tuner/base/log.h"

namespace tuner::sagemaker {

TrackingContext context_of(const Site& site, const Caller& caller) {
  const auto stopping = [&site](const JobName& job, TrialId trial) {
    return is_stopping(site, job) || site.jobs.stopping_trials(job).contains(trial);
  };
  return {site.tracking, site.store, caller, site.clock.wall(), site.home.jobs_folder(), stopping};
}

Fault fault_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound:
      return {"ResourceNotFound", error.message};
    case ErrorCode::kUnavailable:
    case ErrorCode::kTimeout:
      return {"ServiceUnavailable", error.message, 503};
    case ErrorCode::kNumerical:
    case ErrorCode::kInternal:
      log::error("sagemaker", to_string(error));
      return {"InternalFailure", "The server has failed; its log says why.", 500};
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kAlreadyExists:
    case ErrorCode::kFailedPrecondition:
      break;
  }
  return {"ValidationException", error.message};
}

}  // namespace tuner::sagemaker
