#include "backends/file_lock.h"

#include <errno.h>
#include <fcntl.h>

namespace tuner {
namespace {

struct flock whole_file() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

}  // namespace

LockAttempt try_lock(int file) {
  struct flock lock = whole_file();
  if (::fcntl(file, F_OFD_SETLK, &lock) == 0) return LockAttempt::kTaken;
  return errno == EAGAIN || errno == EACCES ? LockAttempt::kBusy : LockAttempt::kImpossible;
}

bool is_locked(int file) {
  struct flock lock = whole_file();
  return ::fcntl(file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

}  // namespace tuner
