// Questions to /proc about the processes of a run, for when its supervisor cannot answer any more.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace tuner {

// Whether TUNER_RUN_FOLDER, in the environment that a process was started with, is this folder, perhaps by another path. False
// when it cannot be read.
bool belongs_to_run(pid_t process, const std::string& folder);

// What is left of a run whose supervisor died: marked in its environment, or writing its output
// into the run's log.
std::vector<pid_t> left_overs(const std::string& folder);

// Kills what is left of the run until nothing is, for at most `patience`. True: nothing is left.
bool kill_left_overs(const std::string& folder, std::chrono::milliseconds patience);

}  // namespace tuner
