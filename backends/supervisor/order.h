// What the local backend tells a supervisor, as its arguments: "key=value" each, then "--" and the
// training's own argv. The training's environment is the supervisor's.
#pragma once

#include <signal.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tuner {

struct SupervisorOrder {
  int run_folder = -1,
      run_file = -1;            // inherited descriptors; run_file is locked and open for appending
  std::vector<int> slots = {};  // inherited descriptors of locks to hold while the run lives
  std::chrono::milliseconds time_limit{0};  // 0: none
  std::chrono::milliseconds grace{0};
  std::uint64_t log_limit = 0;  // bytes of the log, which is standard output; 0: none
  std::string working_folder = {};
  std::string opt_ml = {};  // folder to appear at /opt/ml; empty: none
  std::string place = {};
  std::string oom_counter = {};  // file, empty: none
  std::uint64_t oom_kills = 0;   // its value before the run
};

// What asks a supervisor to stop its run, queued with the grace in milliseconds as its value. A
// TERM is somebody else's.
inline int stop_signal() { return SIGRTMIN; }

// Without argv[0] and without the training's part after "--".
std::vector<std::string> to_arguments(const SupervisorOrder& order);

struct ReadOrder {
  SupervisorOrder order;
  char** training = nullptr;  // argv of the training, at least one argument
};
std::optional<ReadOrder> order_from(char** argv);

}  // namespace tuner
