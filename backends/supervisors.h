// The supervisors that are known to be alive, and a sleep that ends when one of them does.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <stop_token>
#include <string>

#include "backends/unique_fd.h"
#include "tuner/base/result.h"

namespace tuner {

struct LiveRun {
  std::uint64_t log_limit = 0;
  std::string place;
  bool our_child = false;
  UniqueFd supervisor = {};  // pidfd, readable once it has ended
};

class Supervisors {
 public:
  static Result<Supervisors> create();

  // False when the process is gone, belongs to another run, or cannot be watched; the run's folder will tell.
  bool add(const std::string& run_folder, pid_t supervisor, LiveRun run);
  const LiveRun* find(const std::string& run_folder) const;
  // Takes leave of those that have ended.
  void forget_ended();
  // Returns when one ends, `at_most` has passed, or `wake` is requested.
  void wait(std::chrono::milliseconds at_most, const std::stop_token& wake);

 private:
  using LiveRuns =
      std::map<std::string, LiveRun>;  // by the run's folder; events point to the entries

  void forget(const std::string& run_folder);

  Supervisors(UniqueFd ends, UniqueFd wake) : ends_(std::move(ends)), wake_(std::move(wake)) {}

  LiveRuns live_;
  UniqueFd ends_;  // epoll over the supervisors and wake_
  UniqueFd wake_;  // eventfd
};

}  // namespace tuner
