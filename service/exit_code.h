// What the program's exit codes mean, and which error becomes which: one table.
#pragma once

#include <span>

#include "tuner/base/error.h"

namespace tuner {

enum ExitCode : int {
  kExitOk = 0,
  kExitNoResult =
      1,  // the job ended without any successful trial, or the command did not find what it looked for
  kExitUsage = 2,          // the command line, the job file or the spec is wrong
  kExitNotFound = 3,       // no such job, trial or file
  kExitConflict = 4,       // exists already, is owned by another process, is of another version
  kExitEnvironment = 5,    // home, disk, database or backend do not work
  kExitStopped = 6,        // another process has ended the job by `tuner stop`; it is unfinished
  kExitInterrupted = 130,  // Ctrl-C: the job is unfinished; the second one stops its trainings
  kExitHangUp = 129,       // SIGHUP: left; the trainings go on
  kExitTerminated = 143,   // SIGTERM: left; the trainings go on
};

ExitCode exit_code_of(ErrorCode code);

// Prints "tuner: <place>: <message>" for each error on standard error and returns the first one's exit code.
ExitCode report_errors(std::span<const Error> errors);
ExitCode report_error(const Error& error);

}  // namespace tuner
