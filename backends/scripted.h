// A backend that executes nothing: each run follows a script, in simulated time. For tests and dry
// runs.
//
// In the flow: wait() moves the simulated clock to the next thing that happens in any run, so that
// a whole tuning job takes microseconds. The runs live in a ScriptedWorld, which may outlive the
// backend object: another Scripted on the same world finds them again, as another process finds the
// runs of a real backend.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tuner/backend.h"
#include "tuner/base/simulated_clock.h"

namespace tuner {

struct ScriptedLine {
  std::chrono::milliseconds at{0};  // since the run began to execute
  std::string text;                 // written as it is: the newline belongs to it
};

// What happens in one run.
struct ScriptedRun {
  std::chrono::milliseconds run_for{0};
  std::chrono::milliseconds queued_for{0};
  RunEnd end = RunEnd::kSucceeded;    // kLost: from its end on the backend knows nothing of it
  std::optional<int> exit_code = {};  // unset: 0 for kSucceeded, 1 for kUserError, none otherwise
  std::string reason = {};
  std::vector<ScriptedLine> log = {};           // sorted by time
  std::optional<std::string> start_error = {};  // submit() fails with this sentence
  int unavailable = 0;                          // so many submits are answered kUnavailable first
  std::chrono::milliseconds stop_takes{0};      // from stop() to the end, at most the grace
};

// Called for every submit of a run that has not started yet; equal requests must give equal
// scripts.
using Script = std::function<ScriptedRun(const RunRequest&)>;

// A place that takes one run at a time. While it is sick every run there ends soon, and badly, whatever its script says.
struct ScriptedPlace {
  std::string name;
  std::chrono::milliseconds sick_from{0}, sick_until{0};  // simulated time; equal: never
  std::chrono::milliseconds fails_after{1};
  RunEnd fails_as = RunEnd::kUserError;
};

// The runs, and a record of what was asked for. Not thread-safe.
class ScriptedWorld {
 public:
  ScriptedWorld(Script script,
                SimulatedClock& clock,
                std::size_t max_parallel = std::numeric_limits<std::size_t>::max())
      : script_(std::move(script)), clock_(clock), max_parallel_(max_parallel) {}

  // Instead of the one place "scripted" that takes any number of runs: these, in order.
  void set_places(std::vector<ScriptedPlace> places) { places_ = std::move(places); }
  // Where a run was sent, by its name; empty: it is not known.
  std::string place_of(const std::string& run) const;

  std::size_t submits() const { return submits_; }  // every call, also refused and repeated ones
  const std::vector<std::string>& started() const {
    return started_;
  }  // run names in order; each at most once if all is well
  const std::vector<std::string>& stops() const { return stops_; }  // run names, one entry a call
  const std::vector<std::string>& overlaps() const {
    return overlaps_;
  }  // runs that began while another of their trial was active
  std::size_t most_active() const { return most_active_; }  // the largest number of runs at once

 private:
  friend class Scripted;

  struct Run {
    RunRequest request;
    ScriptedRun script;
    std::string place = "scripted";
    std::chrono::milliseconds begins{0}, ends{0};  // simulated time
    RunEnd end = RunEnd::kSucceeded;
    bool stop_asked = false;
  };

  Result<void> start(const RunRequest& request, ScriptedRun script);
  void stop(Run& run, std::chrono::milliseconds grace);
  std::vector<const Run*> active() const;
  const ScriptedPlace* free_place(const RunRequest& request) const;  // null: none
  std::optional<std::chrono::milliseconds> next_event() const;

  Script script_;
  SimulatedClock& clock_;
  std::size_t max_parallel_;
  std::vector<ScriptedPlace> places_;
  std::map<std::string, std::string> sent_to_;  // place by run name, of all runs
  std::map<std::string, Run> runs_;
  std::map<std::string, int>
      refusals_;          // kUnavailable answers still to give, by run name; until it starts
  bool changed_ = false;  // something happened at the present moment that no wait() has reported
  std::size_t submits_ = 0;
  std::vector<std::string> started_, stops_, overlaps_;
  std::size_t most_active_ = 0;
};

class Scripted final : public Backend {
 public:
  explicit Scripted(std::shared_ptr<ScriptedWorld> world) : world_(std::move(world)) {}

  BackendTraits traits() const override;
  Result<RunHandle> submit(const RunRequest& request) override;
  Result<std::vector<RunStatus>> status(std::span<const RunHandle> runs) override;
  Result<LogChunk> read_log(const RunHandle& run, std::uint64_t offset) override;
  Result<void> stop(const RunHandle& run, std::chrono::milliseconds grace) override;
  Result<void> remove(const RunHandle& run) override;
  // Advances the simulated clock to the next line or end of any run, or by `at_most`, whichever is
  // sooner.
  void wait(std::chrono::milliseconds at_most, std::stop_token wake) override;

 private:
  RunStatus status_of(const RunHandle& run) const;

  std::shared_ptr<ScriptedWorld> world_;
};

}  // namespace tuner
