#include "service/exit_code.h"

#include <cstdio>

#include "service/display_text.h"

namespace tuner {

ExitCode exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return kExitUsage;
    case ErrorCode::kNotFound:
      return kExitNotFound;
    case ErrorCode::kAlreadyExists:
    case ErrorCode::kFailedPrecondition:
      return kExitConflict;
    case ErrorCode::kUnavailable:
    case ErrorCode::kTimeout:
    case ErrorCode::kNumerical:
    case ErrorCode::kInternal:
      return kExitEnvironment;
  }
  return kExitEnvironment;
}

ExitCode report_errors(std::span<const Error> errors) {
  for (const Error& error : errors)
    std::fprintf(stderr, "tuner: %s\n", printable_lines(to_string(error)).c_str());
  return errors.empty() ? kExitOk : exit_code_of(errors.front().code);
}

ExitCode report_error(const Error& error) { return report_errors({&error, 1}); }

}  // namespace tuner
