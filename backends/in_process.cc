#include "backends/in_process.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "backends/log_chunk.h"
#include "tuner/base/check.h"

namespace tuner {

void InProcess::Signal::raise() {
  {
    const std::lock_guard lock(mutex);
    ++changes;
  }
  changed.notify_all();
}

// One execution of the callable: its thread, its log, its end.
class InProcess::Run final : public TrainingReporter {
 public:
  Run(const Training& training, const RunRequest& request, const Clock& clock, Signal& signal)
      : log_limit_(request.log_limit_bytes),
        clock_(clock),
        signal_(signal),
        began_(clock.steady()) {
    if (request.time_limit) limit_ = began_ + *request.time_limit;
    thread_ =
        std::jthread([this, training, configuration = request.configuration](std::stop_token stop) {
          execute(training, configuration, std::move(stop));
        });
  }

  void print(std::string_view text) override {
    {
      const std::lock_guard lock(mutex_);
      if (cut_) return;
      cut_ = log_limit_ > 0 && log_.size() + text.size() > log_limit_;
      log_.append(cut_ ? text.substr(0, log_limit_ - log_.size()) : text);
      if (cut_) log_.append("[the log limit was reached").append(kLogCutMark).append("\n");
    }
    signal_.raise();
  }

  void metric(std::string_view name, double value, std::optional<std::int64_t> step) override {
    const nlohmann::json key = name;
    std::string line =
        R"({"metric": )" + key.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    line +=
        R"(, "value": )" + (std::isfinite(value) ? shortest(value) : '"' + shortest(value) + '"');
    if (step) line += R"(, "step": )" + std::to_string(*step);
    print(line + "}\n");
  }

  void ask_to_stop(RunEnd why) {
    {
      const std::lock_guard lock(mutex_);
      if (status_.phase == RunPhase::kEnded || asked_) return;
      asked_ = why;
    }
    thread_.request_stop();
  }

  RunStatus status() {
    if (limit_ && clock_.steady() >= *limit_) ask_to_stop(RunEnd::kTimeLimit);
    const std::lock_guard lock(mutex_);
    return status_;
  }

  // The moment of the time limit, while it still matters.
  std::optional<std::chrono::milliseconds> pending_limit() const {
    const std::lock_guard lock(mutex_);
    return status_.phase == RunPhase::kEnded || asked_ ? std::nullopt : limit_;
  }

  LogChunk log(std::uint64_t offset) const {
    const std::lock_guard lock(mutex_);
    std::string text = offset < log_.size() ? log_.substr(offset, kLogChunkBytes) : std::string{};
    return {text, offset + text.size()};
  }

 private:
  void execute(const Training& training, const Configuration& configuration, std::stop_token stop) {
    RunStatus ended{.phase = RunPhase::kEnded, .place = "this process"};
    try {
      ended.exit_code = training(configuration, *this, std::move(stop));
      ended.end = *ended.exit_code == 0 ? RunEnd::kSucceeded : RunEnd::kUserError;
    } catch (const std::exception& error) {
      ended.end = RunEnd::kUserError;
      ended.reason = std::string("the training threw: ") + error.what();
    } catch (...) {
      ended.end = RunEnd::kUserError;
      ended.reason = "the training threw something that is no std::exception";
    }
    ended.ran_for = clock_.steady() - began_;
    {
      const std::lock_guard lock(mutex_);
      if (asked_) ended.end = *asked_;
      status_ = std::move(ended);
    }
    signal_.raise();
  }

  const std::uint64_t log_limit_;
  const Clock& clock_;
  Signal& signal_;
  const std::chrono::milliseconds began_;
  std::optional<std::chrono::milliseconds> limit_;

  mutable std::mutex mutex_;
  std::string log_;
  bool cut_ = false;
  std::optional<RunEnd> asked_;  // why the stop token was set
  RunStatus status_{.phase = RunPhase::kRunning, .place = "this process"};
  std::jthread thread_;  // last: it uses everything above
};

InProcess::InProcess(Training training, const Clock& clock, std::size_t max_parallel)
    : training_(std::move(training)), clock_(clock), max_parallel_(max_parallel) {
  TUNER_CHECK(max_parallel > 0, "a backend needs at least one place");
}

InProcess::~InProcess() {
  for (auto& [name, run] : runs_) run->ask_to_stop(RunEnd::kStopped);
}

BackendTraits InProcess::traits() const {
  return {.name = "in_process", .max_parallel = max_parallel_, .survives_restart = false};
}

Result<RunHandle> InProcess::submit(const RunRequest& request) {
  RunHandle handle{"in_process", request.run_name};
  if (runs_.contains(request.run_name)) return handle;
  if (request.find_only) return no_such_run(request);
  const auto active = std::count_if(runs_.begin(), runs_.end(), [](const auto& entry) {
    return entry.second->status().phase != RunPhase::kEnded;
  });
  if (static_cast<std::size_t>(active) >= max_parallel_) {
    return fail(ErrorCode::kUnavailable,
                "all " + std::to_string(max_parallel_) + " threads are busy");
  }
  runs_.emplace(request.run_name, std::make_unique<Run>(training_, request, clock_, signal_));
  return handle;
}

Result<std::vector<RunStatus>> InProcess::status(std::span<const RunHandle> runs) {
  std::vector<RunStatus> answers;
  answers.reserve(runs.size());
  for (const RunHandle& handle : runs) {
    const auto found = runs_.find(handle.id);
    answers.push_back(found != runs_.end()
                          ? found->second->status()
                          : RunStatus{.phase = RunPhase::kEnded,
                                      .end = RunEnd::kLost,
                                      .reason = "the process that executed this run has ended"});
  }
  return answers;
}

Result<LogChunk> InProcess::read_log(const RunHandle& handle, std::uint64_t offset) {
  const auto found = runs_.find(handle.id);
  if (found == runs_.end())
    return fail(ErrorCode::kNotFound, "no run of this name is known", handle.id);
  return found->second->log(offset);
}

Result<void> InProcess::stop(const RunHandle& handle, std::chrono::milliseconds) {
  const auto found = runs_.find(handle.id);
  if (found != runs_.end()) found->second->ask_to_stop(RunEnd::kStopped);
  return {};
}

Result<void> InProcess::remove(const RunHandle& handle) {
  const auto found = runs_.find(handle.id);
  if (found == runs_.end()) return {};
  TUNER_CHECK(found->second->status().phase == RunPhase::kEnded,
              "only an ended run may be removed");
  runs_.erase(found);
  return {};
}

std::optional<std::chrono::milliseconds> InProcess::next_limit() const {
  std::optional<std::chrono::milliseconds> next;
  for (const auto& [name, run] : runs_) {
    const auto limit = run->pending_limit();
    if (limit && (!next || *limit < *next)) next = limit;
  }
  return next;
}

void InProcess::wait(std::chrono::milliseconds at_most, std::stop_token wake) {
  if (const auto limit = next_limit()) at_most = std::min(at_most, *limit - clock_.steady());
  at_most = std::max(at_most, std::chrono::milliseconds{0});
  std::unique_lock lock(signal_.mutex);
  signal_.changed.wait_for(
      lock, wake, at_most, [this] { return signal_.changes != seen_changes_; });
  seen_changes_ = signal_.changes;
}

}  // namespace tuner
