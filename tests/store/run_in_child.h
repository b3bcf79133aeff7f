// A process to do what the test cannot do in its own.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

namespace tuner::testing {

// Runs `work` in a forked child and gives its result as the exit code; -1 when the child was
// killed.
template <class Work>
int run_in_child(Work work) {
  const pid_t child = fork();
  if (child == 0) _exit(work());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace tuner::testing
