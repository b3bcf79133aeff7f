#include "tuner/base/error.h"

namespace tuner {

std::string_view name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return "invalid argument";
    case ErrorCode::kNotFound:
      return "not found";
    case ErrorCode::kAlreadyExists:
      return "already exists";
    case ErrorCode::kFailedPrecondition:
      return "failed precondition";
    case ErrorCode::kUnavailable:
      return "unavailable";
    case ErrorCode::kTimeout:
      return "timeout";
    case ErrorCode::kNumerical:
      return "numerical";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "unknown";
}

std::string to_string(const Error& error) {
  return error.at.empty() ? error.message : error.at + ": " + error.message;
}

}  // namespace tuner
