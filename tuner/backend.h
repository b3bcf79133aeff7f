// Socket 2: where runs are executed.
//
// In the flow: the loop submits a run, asks for the state of many at once, reads their logs by offset, and stops them. A
// backend keeps no secrets in memory: whatever submit() returned is enough for another object, in another process, to find
// the run again, if traits().survives_restart. Not thread-safe; one loop owns it.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/job/run.h"

namespace tuner {

struct BackendTraits {
  std::string name;  // as in RunHandle::backend
  std::size_t max_parallel =
      std::numeric_limits<std::size_t>::max();  // runs that it can execute at once
  bool survives_restart = true;                 // runs go on when this process dies
  bool can_avoid_places = false;  // it has several, and heeds RunRequest::avoid_places
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual BackendTraits traits() const = 0;

  // Starts the run, or finds the one of that name that was started before (by whomever). kUnavailable: try again later (no
  // free device, cluster busy). kNotFound: the request is find_only, and there is no such run. Every other error is final for this
  // attempt (kStartError).
  virtual Result<RunHandle> submit(const RunRequest& request) = 0;

  // One answer per handle, in order. A run that the backend has never heard of is kEnded with kLost, not an error.
  // kUnavailable: no answer just now, says nothing about the runs.
  virtual Result<std::vector<RunStatus>> status(std::span<const RunHandle> runs) = 0;

  // Bytes of the run's log (standard output and error in one) from `offset`: at most a few hundred kilobytes; empty at the end.
  // kNotFound for an unknown run. kUnavailable: not just now; the end of the run counts once its log has been read.
  virtual Result<LogChunk> read_log(const RunHandle& run, std::uint64_t offset) = 0;

  // TERM now, KILL after `grace`, to everything the run started; returns at once. Stopping a run that has ended, or twice, is
  // no error. The run's end is reported by status() as kStopped.
  virtual Result<void> stop(const RunHandle& run, std::chrono::milliseconds grace) = 0;

  // Frees what the backend keeps for an ended run (not the trial's folder). May be called twice.
  virtual Result<void> remove(const RunHandle& run) = 0;

  // Sleeps until a status may have changed, `at_most` has passed, or `wake` is requested. Returning early is allowed.
  virtual void wait(std::chrono::milliseconds at_most, std::stop_token wake) = 0;
};

// What submit() answers to a find_only request for a run that was never started.
inline tl::unexpected<Error> no_such_run(const RunRequest& request) {
  return fail(ErrorCode::kNotFound, "this run was never started", request.run_name);
}

}  // namespace tuner
