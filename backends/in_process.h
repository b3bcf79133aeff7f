// Runs a C++ callable on a thread of this process: for a program that tunes itself.
//
// In the flow: a Backend like any other; what the callable reports becomes its log, and is scraped
// from there. A thread cannot be killed, so stop() and the time limit only ask through the stop
// token, and the destructor waits for every run.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "tuner/backend.h"
#include "tuner/base/clock.h"
#include "tuner/space/configuration.h"

namespace tuner {

// What a training says while it runs; may be used from any thread until the training returns.
class TrainingReporter {
 public:
  virtual ~TrainingReporter() = default;
  virtual void print(std::string_view text) = 0;
  // One JSON line, as the scraper for definitions without expression reads it; `value` may be NaN
  // or infinite.
  virtual void metric(std::string_view name,
                      double value,
                      std::optional<std::int64_t> step = {}) = 0;
};

// The exit code: 0 is success. An exception counts as a failure with what() as its reason.
using Training = std::function<int(const Configuration&, TrainingReporter&, std::stop_token)>;

class InProcess final : public Backend {
 public:
  // `clock` measures run times and outlives this object. Contract: max_parallel > 0.
  InProcess(Training training, const Clock& clock, std::size_t max_parallel);
  ~InProcess() override;

  BackendTraits traits() const override;
  Result<RunHandle> submit(const RunRequest& request) override;
  Result<std::vector<RunStatus>> status(std::span<const RunHandle> runs) override;
  Result<LogChunk> read_log(const RunHandle& run, std::uint64_t offset) override;
  Result<void> stop(const RunHandle& run, std::chrono::milliseconds grace) override;
  // Forgets the run's log. Contract: the run has ended.
  Result<void> remove(const RunHandle& run) override;
  void wait(std::chrono::milliseconds at_most, std::stop_token wake) override;

 private:
  class Run;
  // Shared by the runs' threads and the loop.
  struct Signal {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::uint64_t changes = 0;
    void raise();
  };

  std::optional<std::chrono::milliseconds> next_limit() const;

  Training training_;
  const Clock& clock_;
  std::size_t max_parallel_;
  Signal signal_;
  std::uint64_t seen_changes_ = 0;
  std::map<std::string, std::unique_ptr<Run>> runs_;
};

}  // namespace tuner
