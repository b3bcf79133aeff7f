// What went wrong, as a value. Every failure of the outside world (spec, file, process, database, matrix) is one of these;
// a broken contract of our own is TUNER_CHECK instead.
#pragma once

#include <string>
#include <string_view>

namespace tuner {

// The code says what the caller should do next; only kUnavailable and kTimeout are worth a retry.
enum class ErrorCode {
  kInvalidArgument,     // change the input
  kNotFound,            // name something that exists
  kAlreadyExists,       // choose another name, or use what is there
  kFailedPrecondition,  // bring the system into another state first
  kUnavailable,         // try again
  kTimeout,             // try again, perhaps with more time
  kNumerical,           // the data defeats the method; fall back
  kInternal,            // a defect of ours, or damaged data: report it
};

std::string_view name_of(ErrorCode code);

struct Error {
  ErrorCode code;
  std::string message;  // one sentence: what, the value, the rule it breaks
  std::string at = {};  // where: "/parameters/lr", "job.yaml:7", "trial 17"; may be empty

  bool operator==(const Error&) const = default;
};

// "at: message", or the message alone where there is no place.
std::string to_string(const Error& error);

}  // namespace tuner
