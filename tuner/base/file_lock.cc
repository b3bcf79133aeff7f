#include "tuner/base/file_lock.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

namespace tuner {
namespace {

// From a dead owner's fork() to its child's exec(), on a busy machine.
constexpr int kLooks = 400;
constexpr std::chrono::milliseconds kLookAgain{5};

struct flock whole_file() {
  struct flock range {};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  return range;
}

int read_pid(int descriptor) {
  char text[24];
  const ssize_t size = pread(descriptor, text, sizeof text, 0);
  int pid = 0;
  if (size > 0) std::from_chars(text, text + size, pid);
  return pid;
}

void write_pid(int descriptor) {
  const std::string text = std::to_string(getpid()) + "\n";
  const bool written =
      ftruncate(descriptor, 0) == 0 && pwrite(descriptor, text.data(), text.size(), 0) >= 0;
  (void)written;  // on a full disk the lock holds all the same, and only messages lack the number
}

// Whether `file` still names what `descriptor` has open: whoever deletes a job deletes its lock
// file too.
bool is_same_file(int descriptor, const std::filesystem::path& file) {
  struct stat opened, named;
  return fstat(descriptor, &opened) == 0 && stat(file.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

bool owner_is_dead(int descriptor) {
  const int owner = read_pid(descriptor);
  return owner > 0 && kill(owner, 0) != 0 && errno == ESRCH;
}

LockAttempt try_patiently(int descriptor) {
  LockAttempt attempt = try_lock(descriptor);
  for (int look = 1; look < kLooks && attempt == LockAttempt::kBusy; ++look) {
    if (!owner_is_dead(descriptor)) break;
    std::this_thread::sleep_for(kLookAgain);
    attempt = try_lock(descriptor);
  }
  return attempt;
}

tl::unexpected<Error> held(int descriptor, const std::filesystem::path& file) {
  const int owner = read_pid(descriptor);
  const std::string who = owner > 0 ? "process " + std::to_string(owner) : "another process";
  return fail(ErrorCode::kFailedPrecondition, "is locked by " + who, file.string());
}

tl::unexpected<Error> impossible(std::string_view what, const std::filesystem::path& file) {
  return fail(ErrorCode::kUnavailable,
              std::string(what) + ": " + std::system_category().message(errno),
              file.string());
}

}  // namespace

Result<FileLock> FileLock::acquire(const std::filesystem::path& file) {
  while (true) {
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) return impossible("cannot open the lock file", file);
    FileLock lock(descriptor);
    const LockAttempt attempt = try_patiently(descriptor);
    if (attempt == LockAttempt::kBusy) return held(descriptor, file);
    if (attempt == LockAttempt::kImpossible) return impossible("cannot lock the file", file);
    if (!is_same_file(descriptor, file)) continue;
    write_pid(descriptor);
    return lock;
  }
}

FileLock::~FileLock() {
  if (descriptor_ < 0) return;
  struct flock range = whole_file();
  range.l_type = F_UNLCK;  // close() alone would leave it to a child that has not called exec() yet
  fcntl(descriptor_, F_OFD_SETLK, &range);
  close(descriptor_);
}

std::optional<int> lock_owner(const std::filesystem::path& file) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  const bool is_held = is_locked(descriptor);
  const int owner = read_pid(descriptor);
  close(descriptor);
  return is_held ? std::optional(owner) : std::nullopt;
}

LockAttempt try_lock(int file) {
  struct flock range = whole_file();
  if (fcntl(file, F_OFD_SETLK, &range) == 0) return LockAttempt::kTaken;
  return errno == EAGAIN || errno == EACCES ? LockAttempt::kBusy : LockAttempt::kImpossible;
}

bool is_locked(int file) {
  struct flock range = whole_file();
  return fcntl(file, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
}

}  // namespace tuner
