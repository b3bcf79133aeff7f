// What an error number of the system means for a run that is to be started.
#pragma once

#include <errno.h>

#include "tuner/base/error.h"

namespace tuner {

// kUnavailable for what passes, or passes once somebody has made room or repaired a disk; kFailedPrecondition for what the same call
// will meet again.
inline ErrorCode code_of_system_error(int number) {
  switch (number) {
    case EAGAIN:
    case EDQUOT:
    case EINTR:
    case EIO:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOSPC:
    case EROFS:
      return ErrorCode::kUnavailable;
    default:
      return ErrorCode::kFailedPrecondition;
  }
}

}  // namespace tuner
