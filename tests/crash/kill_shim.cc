// Preloaded into `tuner`: kills the process with SIGKILL just before its k-th call that changes something outside of it.
//
//   TUNER_KILL_AT      k, from 0; unset: only count
//   TUNER_KILL_COUNT   a file that gets the number of calls when the process ends by itself
//
// Only the program `tuner` is counted, not what it starts.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdarg>

#include "tests/fakes/preloaded.h"

namespace {

using namespace tuner::preloaded;

long kill_at = -1;

__attribute__((constructor)) void begin() {
  is_it = runs_in("tuner");
  kill_at = number_from("TUNER_KILL_AT", -1);
}

__attribute__((destructor)) void end() { report_calls("TUNER_KILL_COUNT"); }

void point() {
  if (is_it && calls++ == kill_at) kill(getpid(), SIGKILL);
}

}  // namespace

#define TUNER_INTERCEPT(result, name, parameters, arguments)                 \
  extern "C" __attribute__((visibility("default"))) result name parameters { \
    static auto* const original = real<result parameters>(#name);            \
    point();                                                                 \
    return original arguments;                                               \
  }

TUNER_INTERCEPT(ssize_t, write, (int fd, const void* data, size_t size), (fd, data, size))
TUNER_INTERCEPT(ssize_t,
                pwrite,
                (int fd, const void* data, size_t size, off_t at),
                (fd, data, size, at))
TUNER_INTERCEPT(ssize_t,
                pwrite64,
                (int fd, const void* data, size_t size, off64_t at),
                (fd, data, size, at))
TUNER_INTERCEPT(ssize_t, writev, (int fd, const iovec* parts, int count), (fd, parts, count))
TUNER_INTERCEPT(int, fsync, (int fd), (fd))
TUNER_INTERCEPT(int, fdatasync, (int fd), (fd))
TUNER_INTERCEPT(int, ftruncate, (int fd, off_t size), (fd, size))
TUNER_INTERCEPT(int, ftruncate64, (int fd, off64_t size), (fd, size))
TUNER_INTERCEPT(int, rename, (const char* from, const char* to), (from, to))
TUNER_INTERCEPT(int, renameat, (int a, const char* from, int b, const char* to), (a, from, b, to))
TUNER_INTERCEPT(int, unlink, (const char* path), (path))
TUNER_INTERCEPT(int, unlinkat, (int at, const char* path, int flags), (at, path, flags))
TUNER_INTERCEPT(int, mkdir, (const char* path, mode_t mode), (path, mode))
TUNER_INTERCEPT(int, mkdirat, (int at, const char* path, mode_t mode), (at, path, mode))
TUNER_INTERCEPT(int, symlink, (const char* to, const char* path), (to, path))
TUNER_INTERCEPT(int, symlinkat, (const char* to, int at, const char* path), (to, at, path))
TUNER_INTERCEPT(int, kill, (pid_t process, int signal), (process, signal))
TUNER_INTERCEPT(pid_t, fork, (), ())
TUNER_INTERCEPT(int,
                posix_spawn,
                (pid_t * process,
                 const char* path,
                 const posix_spawn_file_actions_t* actions,
                 const posix_spawnattr_t* attributes,
                 char* const argv[],
                 char* const environment[]),
                (process, path, actions, attributes, argv, environment))
