#include "service/conclude.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "service/terminal.h"

namespace tuner {

int conclude(const Result<ExitCode>& result) {
  errno = 0;
  if (!finish_output()) {
    const std::string why = errno == 0 ? "a write failed" : std::strerror(errno);
    return report_error(
        {ErrorCode::kUnavailable, "not everything could be written: " + why, "standard output"});
  }
  return result ? *result : report_error(result.error());
}

ExitCode no_result(std::string_view message) {
  std::fprintf(stderr, "tuner: %.*s\n", static_cast<int>(message.size()), message.data());
  return kExitNoResult;
}

}  // namespace tuner
