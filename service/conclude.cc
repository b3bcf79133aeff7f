#include "service/conclude.h"

#include <cstdio>

#include "service/terminal.h"

namespace tuner {

int conclude(const Result<ExitCode>& result) {
  const Result<void> delivered = finish_output();
  if (!delivered) return report_error(delivered.error());
  return result ? *result : report_error(result.error());
}

ExitCode no_result(std::string_view message) {
  std::fprintf(stderr, "tuner: %.*s\n", static_cast<int>(message.size()), message.data());
  return kExitNoResult;
}

}  // namespace tuner
