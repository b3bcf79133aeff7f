#include "service/log_copy.h"

#include <chrono>
#include <string>
#include <vector>

#include "service/workspace.h"

namespace tuner {
namespace {

constexpr std::chrono::milliseconds kLookAgainAfter{200};

// Where a copy has got to, among the attempts of one trial.
class LogCopy {
 public:
  LogCopy(const ExperimentReader& reader, Backend& backend, const LogRequest& request)
      : reader_(reader), backend_(backend), request_(request) {}

  // Looks at the store, if anything was recorded since the last time.
  Result<void> look() {
    TUNER_ASSIGN_OR_RETURN(const std::uint64_t steps, reader_.step_count(request_.job));
    if (has_begun() && steps == seen_steps_) return {};
    seen_steps_ = steps;
    TUNER_ASSIGN_OR_RETURN(const Trial trial,
                           find_trial(reader_, request_.job, request_.trial.number));
    has_ended_ =
        is_terminal(trial.status) || (request_.attempt && trial.attempts > *request_.attempt);
    return find_runs();
  }

  // Everything that is there now.
  Result<void> copy(const LogSink& sink) {
    for (; next_ < runs_.size(); ++next_, offset_ = 0) {
      TUNER_RETURN_IF_ERROR(copy_run(runs_[next_].handle, sink));
      if (next_ + 1 == runs_.size()) return {};  // it may grow
    }
    return {};
  }

  // The training has ended, or none has been started.
  bool is_over() const {
    if (runs_.empty()) return true;
    const auto states = backend_.status({&runs_.back().handle, 1});
    return states && states->front().phase == RunPhase::kEnded;
  }

  // What copy() finds from now on is all that will ever be there.
  bool has_ended() const { return has_ended_; }
  bool has_begun() const { return !runs_.empty(); }

 private:
  Result<void> find_runs() {
    TUNER_ASSIGN_OR_RETURN(const std::vector<RunRecord> all,
                           reader_.runs_of(request_.job, request_.trial));
    const bool first_look = runs_.empty();
    runs_.clear();
    for (const RunRecord& run : all) {
      if (!request_.attempt || run.attempt == *request_.attempt) runs_.push_back(run);
    }
    if (first_look && !runs_.empty()) next_ = runs_.size() - 1;
    return {};
  }

  Result<void> copy_run(const RunHandle& run, const LogSink& sink) {
    while (true) {
      TUNER_ASSIGN_OR_RETURN(const LogChunk chunk, backend_.read_log(run, offset_));
      if (chunk.text.empty()) return {};
      TUNER_RETURN_IF_ERROR(sink(chunk.text));
      offset_ = chunk.next_offset;
    }
  }

  const ExperimentReader& reader_;
  Backend& backend_;
  const LogRequest& request_;
  std::vector<RunRecord> runs_;  // the wanted attempts of the trial, in order
  std::size_t next_ = 0;         // the attempt that is being copied
  std::uint64_t offset_ = 0;
  std::uint64_t seen_steps_ = 0;
  bool has_ended_ = false;
};

}  // namespace

Result<void> copy_log(const ExperimentReader& reader,
                      Backend& backend,
                      const LogRequest& request,
                      const LogSink& sink) {
  LogCopy log(reader, backend, request);
  while (true) {
    const bool owned = !request.owned || request.owned();
    TUNER_RETURN_IF_ERROR(log.look());
    const bool abandoned = request.follow && !log.has_ended() && !owned && log.is_over();
    TUNER_RETURN_IF_ERROR(log.copy(sink));
    if (abandoned) {
      return fail(ErrorCode::kFailedPrecondition,
                  "trial " + std::to_string(request.trial.number) + " of " + request.job.text +
                      " has not ended, but nothing of it runs and no process works on the job: "
                      "`tuner resume " +
                      request.job.text + "` goes on with it");
    }
    if (request.follow && !log.has_ended()) {
      backend.wait(kLookAgainAfter, {});
      continue;
    }
    if (log.has_begun()) return {};
    const std::string attempt =
        request.attempt ? "attempt " + std::to_string(*request.attempt) + " of " : "";
    return fail(ErrorCode::kNotFound,
                attempt + "trial " + std::to_string(request.trial.number) + " of " +
                    request.job.text + " has not been started; `tuner trials " + request.job.text +
                    "` shows how it stands");
  }
}

}  // namespace tuner
