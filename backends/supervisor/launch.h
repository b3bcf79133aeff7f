// Starts the training: a process group of its own, no blocked signals, and death with the
// supervisor.
#pragma once

#include <sys/types.h>

#include <string>

namespace tuner {

struct Launch {
  pid_t process = -1;  // -1: nothing was started, and `problem` says why
  std::string problem;
  int number = 0;  // the system's, of the problem
};

// argv[0] without a slash is looked for on PATH of this process's environment, which the training
// inherits, as it does the working folder and the standard streams. Descriptors from 3 on must be
// close-on-exec.
Launch launch(char* const argv[]);

}  // namespace tuner
