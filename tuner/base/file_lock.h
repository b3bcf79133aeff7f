// A lock between processes that lives exactly as long as its owner: the kernel frees it at death,
// however the owner dies.
//
// It is an open-file-description lock (fcntl(2), F_OFD_SETLK) on a file that also holds the owner's
// process id. A child made by fork() shares the lock until it calls exec() or closes the descriptor:
// where the owner is killed in between, the lock is free a moment after its death. An owner that lives gives it up for both. The file is left
// behind and means nothing.
//
// try_lock() and is_locked() are the same lock without an owner: of any open file, for whoever hands its descriptor on to a child.
#pragma once

#include <filesystem>
#include <optional>
#include <utility>

#include "tuner/base/result.h"

namespace tuner {

class FileLock {
 public:
  // Waits for nobody but the last child of a dead owner, and for that at most two seconds.
  // kFailedPrecondition when somebody else has it, kUnavailable when the file cannot be made; its
  // folder must exist.
  static Result<FileLock> acquire(const std::filesystem::path& file);

  FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

// The process that has the lock now; 0 when it cannot be told which; nullopt when nobody has it.
std::optional<int> lock_owner(const std::filesystem::path& file);

enum class LockAttempt { kTaken, kBusy, kImpossible };  // kImpossible: errno says why

// Takes the exclusive lock of an open file (writable), for as long as any copy of the descriptor
// stays open.
LockAttempt try_lock(int file);

// Whether anybody holds the lock, through another opening of the file. Does not disturb whoever
// tries to take it.
bool is_locked(int file);

}  // namespace tuner
