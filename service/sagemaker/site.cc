#include "service/sagemaker/site.h"

#include "tuner/base/log.h"

namespace tuner::sagemaker {

TrackingContext context_of(const Site& site, const Caller& caller) {
  return {site.tracking, site.store, caller, site.clock.wall(), site.home.jobs_folder()};
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
