#include "service/conclude.h"

#include <cstdio>

#include "service/display_text.h"
#include "service/terminal.h"

namespace tuner {

int conclude(const Result<ExitCode>& result) {
  const Result<void> delivered = finish_output();
  if (!delivered) return report_error(delivered.error());
  return result ? *result : report_error(result.error());
}

ExitCode no_result(std::string_view message) {
  std::fprintf(stderr, "tuner: %s\n", printable(message).c_str());
  return kExitNoResult;
}

}  // namespace tuner
