#include "service/sagemaker/site.h"

#include "tuner/base/log.h"

namespace tuner::sagemaker {

Fault fault_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::kUnavailable:
    case ErrorCode::kTimeout:
      return {"ServiceUnavailable", to_string(error), 503};
    case ErrorCode::kNumerical:
    case ErrorCode::kInternal:
      log::error("sagemaker", to_string(error));
      return {"InternalFailure", "The server has failed; its log says why.", 500};
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kNotFound:
    case ErrorCode::kAlreadyExists:
    case ErrorCode::kFailedPrecondition:
      break;
  }
  return {"ValidationException", to_string(error)};
}

}  // namespace tuner::sagemaker
