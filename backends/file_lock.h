// Locks that belong to an open file, not to a process: children inherit them, and the kernel frees
// them when the last holder is gone, however it went.
#pragma once

namespace tuner {

enum class LockAttempt { kTaken, kBusy, kImpossible };  // kImpossible: errno says why

// Takes the exclusive lock of an open file (writable), for as long as any copy of the descriptor
// stays open.
LockAttempt try_lock(int file);

// Whether anybody holds the lock, through another opening of the file. Does not disturb whoever
// tries to take it.
bool is_locked(int file);

}  // namespace tuner
