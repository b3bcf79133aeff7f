#include "backends/supervisor/launch.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

namespace tuner {
namespace {

// The files that `command` may stand for, in the order of PATH; an empty element of PATH is the
// working folder.
std::vector<std::string> candidates_for(std::string_view command) {
  if (command.find('/') != command.npos) return {std::string(command)};
  std::vector<std::string> candidates;
  const char* variable = std::getenv("PATH");
  std::string_view path = variable != nullptr ? variable : "/usr/local/bin:/usr/bin:/bin";
  while (true) {
    const std::string_view folder = path.substr(0, path.find(':'));
    candidates.push_back(folder.empty() ? std::string(command)
                                        : std::string(folder).append("/").append(command));
    if (folder.size() == path.size()) return candidates;
    path.remove_prefix(folder.size() + 1);
  }
}

// Runs between vfork and exec, on the memory of the supervisor: system calls only. Returns the
// reason why no candidate could be executed; a file that may not be executed is a better reason
// than one that is not there.
int become(const std::vector<std::string>& candidates, char* const argv[], pid_t supervisor) {
  sigset_t none;
  ::sigemptyset(&none);
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != supervisor) return ESRCH;
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  int problem = ENOENT;
  for (const std::string& candidate : candidates) {
    ::execve(candidate.c_str(), argv, environ);
    if (errno == ENOENT || errno == ENOTDIR) continue;
    problem = errno;
    if (problem != EACCES) break;
  }
  return problem;
}

std::string explain(const char* command, int problem) {
  std::string text = std::string("the command '") + command + "' could not be started: ";
  if (problem == ENOENT && std::strchr(command, '/') == nullptr)
    return text + "no such program on PATH";
  if (problem == ENOEXEC)
    return text + "it is no program (a script needs a first line like #!/bin/sh)";
  if (problem == E2BIG) return text + "its arguments and environment are too long";
  return text + std::strerror(problem);
}

}  // namespace

Launch launch(char* const argv[]) {
  const std::vector<std::string> candidates = candidates_for(argv[0]);
  const pid_t self = ::getpid();
  volatile int problem = 0;
  const pid_t process = ::vfork();
  if (process == 0) {
    problem = become(candidates, argv, self);
    ::_exit(127);
  }
  if (process < 0) {
    const int number = errno;
    return {-1, std::string("no further process is possible: ") + std::strerror(number), number};
  }
  if (problem == 0) return {process, {}, 0};
  ::waitpid(process, nullptr, 0);
  return {-1, explain(argv[0], problem), problem};
}

}  // namespace tuner
