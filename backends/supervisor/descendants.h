// Everything that a run has started: the processes below the supervisor, however they forked. A
// child subreaper gets every orphan back, so the tree is complete, also for those that called
// setsid or forked twice.
#pragma once

#include <sys/types.h>

namespace tuner {

// Sends `signal` to every process below this one. Processes that fork meanwhile may be missed: for
// KILL, call it until none is left.
void signal_descendants(int signal);

}  // namespace tuner
