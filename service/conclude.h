// How a command ends: its error on standard error, its output delivered, its exit code.
#pragma once

#include <string_view>

#include "service/exit_code.h"
#include "tuner/base/result.h"

namespace tuner {

// An output that could not be written (a full disk) is an error of its own.
int conclude(const Result<ExitCode>& result);

// All went well and there is nothing to show: says so on standard error.
ExitCode no_result(std::string_view message);

}  // namespace tuner
