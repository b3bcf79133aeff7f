// Preloaded into a program: lets its k-th call that can fail return an error.
//
//   TUNER_FAULT          EIO, ENOSPC, EINTR (where the call can be interrupted), or SHORT (half of a write)
//   TUNER_FAULT_PROGRAM  the program, of all that have the library; `tuner` if unset
//   TUNER_FAULT_AT       k, from 0, among the calls to which the fault applies; unset: only count
//   TUNER_FAULT_TIMES    so many calls from there on fail; 1 if unset
//   TUNER_FAULT_READS    EIO also of what only reads
//   TUNER_FAULT_ONCE     a file: of several processes only the one that makes it meets the fault
//   TUNER_FAULT_COUNT    a file that gets the number of such calls when the process ends by itself
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdarg>

#include "tests/fakes/preloaded.h"

namespace {

using namespace tuner::preloaded;

enum class Kind { kWrite, kInterruptible, kOther, kRead };

long first = -1, times = 1;
int error = 0;  // 0: half of a write
bool reads = false;
const char* once = nullptr;

__attribute__((constructor)) void begin() {
  const char* fault = std::getenv("TUNER_FAULT");
  const char* program = std::getenv("TUNER_FAULT_PROGRAM");
  if (fault == nullptr || !runs_in(program == nullptr ? "tuner" : program)) return;
  reads = std::getenv("TUNER_FAULT_READS") != nullptr;
  once = std::getenv("TUNER_FAULT_ONCE");
  first = number_from("TUNER_FAULT_AT", -1);
  times = number_from("TUNER_FAULT_TIMES", 1);
  if (std::strcmp(fault, "EIO") == 0) error = EIO;
  if (std::strcmp(fault, "ENOSPC") == 0) error = ENOSPC;
  if (std::strcmp(fault, "EINTR") == 0) error = EINTR;
  is_it = true;
}

__attribute__((destructor)) void end() { report_calls("TUNER_FAULT_COUNT"); }

bool applies_to(Kind kind) {
  if (kind == Kind::kRead) return reads && error == EIO;
  if (error == EINTR) return kind != Kind::kOther;
  return error != 0 || kind == Kind::kWrite;
}

// Whether this process is the one that meets the fault.
bool is_chosen() {
  if (once == nullptr) return true;
  const long made = syscall(SYS_openat, AT_FDCWD, once, O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (made < 0) return false;
  syscall(SYS_close, made);
  once = nullptr;
  return true;
}

// Whether this call is one of those that fail.
bool fails(Kind kind) {
  if (!is_it || !applies_to(kind)) return false;
  const long number = calls++;
  if (first < 0 || number < first || number >= first + times || !is_chosen()) return false;
  errno = error;
  return true;
}

}  // namespace

#define TUNER_EXPORT extern "C" __attribute__((visibility("default")))

#define TUNER_INTERCEPT(kind, result, name, parameters, arguments) \
  TUNER_EXPORT result name parameters {                            \
    static auto* const original = real<result parameters>(#name);  \
    if (fails(Kind::kind)) return -1;                              \
    return original arguments;                                     \
  }

// `size` is an argument, and is halved where only a part is to be written.
#define TUNER_INTERCEPT_WRITE(name, parameters, arguments)                     \
  TUNER_EXPORT ssize_t name parameters {                                       \
    static auto* const original = real<ssize_t parameters>(#name);             \
    if (fails(Kind::kWrite)) {                                                 \
      if (error != 0 || size < 2) return error != 0 ? -1 : original arguments; \
      size /= 2;                                                               \
    }                                                                          \
    return original arguments;                                                 \
  }

TUNER_INTERCEPT_WRITE(write, (int fd, const void* data, size_t size), (fd, data, size))
TUNER_INTERCEPT_WRITE(pwrite,
                      (int fd, const void* data, size_t size, off_t at),
                      (fd, data, size, at))
TUNER_INTERCEPT_WRITE(pwrite64,
                      (int fd, const void* data, size_t size, off64_t at),
                      (fd, data, size, at))
TUNER_INTERCEPT(kInterruptible, int, fsync, (int fd), (fd))
TUNER_INTERCEPT(kInterruptible, int, fdatasync, (int fd), (fd))
TUNER_INTERCEPT(kInterruptible, int, ftruncate, (int fd, off_t size), (fd, size))
TUNER_INTERCEPT(kInterruptible, int, ftruncate64, (int fd, off64_t size), (fd, size))
TUNER_INTERCEPT(kOther, int, rename, (const char* from, const char* to), (from, to))
TUNER_INTERCEPT(kOther, int, unlink, (const char* path), (path))
TUNER_INTERCEPT(kOther, int, unlinkat, (int at, const char* path, int flags), (at, path, flags))
TUNER_INTERCEPT(kOther, int, mkdir, (const char* path, mode_t mode), (path, mode))
TUNER_INTERCEPT(kOther, int, mkdirat, (int at, const char* path, mode_t mode), (at, path, mode))
TUNER_INTERCEPT(kOther, int, symlink, (const char* to, const char* path), (to, path))
TUNER_INTERCEPT(kOther, int, symlinkat, (const char* to, int at, const char* path), (to, at, path))

TUNER_INTERCEPT(kOther, int, chdir, (const char* path), (path))
TUNER_INTERCEPT(kRead, ssize_t, read, (int fd, void* data, size_t size), (fd, data, size))
TUNER_INTERCEPT(
    kRead, ssize_t, pread, (int fd, void* data, size_t size, off_t at), (fd, data, size, at))
TUNER_INTERCEPT(
    kRead, ssize_t, pread64, (int fd, void* data, size_t size, off64_t at), (fd, data, size, at))
TUNER_INTERCEPT(kRead, int, fstat, (int fd, struct stat* found), (fd, found))

TUNER_EXPORT DIR* opendir(const char* path) {
  static auto* const original = real<DIR*(const char*)>("opendir");
  return fails(Kind::kRead) ? nullptr : original(path);
}

// Where it does not fail it is a fork: a vfork cannot return through two functions.
TUNER_EXPORT pid_t vfork() { return fails(Kind::kOther) ? -1 : fork(); }

#define TUNER_INTERCEPT_OPEN(name, parameters, arguments)      \
  TUNER_EXPORT int name parameters {                           \
    static auto* const original = real<int parameters>(#name); \
    mode_t mode = 0;                                           \
    if ((flags & O_CREAT) != 0) {                              \
      va_list list;                                            \
      va_start(list, flags);                                   \
      mode = va_arg(list, mode_t);                             \
      va_end(list);                                            \
      if (fails(Kind::kInterruptible)) return -1;              \
    } else if (fails(Kind::kRead)) {                           \
      return -1;                                               \
    }                                                          \
    return original arguments;                                 \
  }

TUNER_INTERCEPT_OPEN(open, (const char* path, int flags, ...), (path, flags, mode))
TUNER_INTERCEPT_OPEN(open64, (const char* path, int flags, ...), (path, flags, mode))
TUNER_INTERCEPT_OPEN(openat, (int at, const char* path, int flags, ...), (at, path, flags, mode))
TUNER_INTERCEPT_OPEN(openat64, (int at, const char* path, int flags, ...), (at, path, flags, mode))

TUNER_EXPORT int posix_spawn(pid_t* process,
                             const char* path,
                             const posix_spawn_file_actions_t* actions,
                             const posix_spawnattr_t* attributes,
                             char* const arguments[],
                             char* const environment[]) {
  static auto* const original = real<decltype(posix_spawn)>("posix_spawn");
  if (fails(Kind::kOther)) return errno;
  return original(process, path, actions, attributes, arguments, environment);
}
