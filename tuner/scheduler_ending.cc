// How a job comes to its end: limits, rules of completion, budgets, wishes, and nothing left to do.
#include <algorithm>
#include <limits>

#include "tuner/scheduler.h"

namespace tuner {
namespace {

// Failures with no success yet, unless limits.failures says otherwise: in the same way, and in any.
constexpr std::uint32_t kHopelessAlike = 5, kHopeless = 10;

}  // namespace

void Scheduler::begin_ending(EndJob end) {
  if (!ending_) ending_ = std::move(end);
  end_withholding();
  for (const std::uint32_t number : active_) {
    request_stop(trials_[number - 1], StopCause::kJobEnding, ending_->why);
  }
}

void Scheduler::check_limits() {
  if (ended_) return;
  if (stop_mode_ == StopMode::kStop) begin_ending({JobStatus::kStopped, kStoppedOnRequest});
  if (completion_.met()) begin_ending({JobStatus::kCompleted, *completion_.met()});
  if (spec_->limits.time && now_ >= *spec_->limits.time) {
    begin_ending({JobStatus::kCompleted, "the job's time limit is reached"});
  }
  if (budget_.is_spent(now_)) begin_ending({JobStatus::kCompleted, budget_.reason(now_)});
  if (spec_->limits.failures && failures_ >= *spec_->limits.failures) {
    const bool some_before = failed_trials().size() > failures_;
    begin_ending(
        {JobStatus::kFailed,
         std::to_string(failures_) + (some_before ? " further" : "") + " trials have failed"});
  }
  const bool none_succeeds =
      successes_ == 0 && failures_ >= kHopelessAlike && !spec_->limits.failures;
  if (none_succeeds && (failures_ >= kHopeless || have_failed_alike())) {
    begin_ending(
        {JobStatus::kFailed,
         all_failed_text("the first " + std::to_string(failures_) + " trials that ended")});
  }
}

std::vector<const Trial*> Scheduler::failed_trials() const {
  std::vector<const Trial*> failed;
  for (const Trial& trial : trials_) {
    if (trial.status == TrialStatus::kFailed) failed.push_back(&trial);
  }
  return failed;
}

bool Scheduler::have_failed_alike() const {
  const std::vector<const Trial*> failed = failed_trials();
  return std::ranges::all_of(
      failed, [&](const Trial* each) { return each->failure == failed.front()->failure; });
}

// "the first 5 trials that ended have all failed in the same way, as user error: …" of `who` "the first 5 trials that ended".
std::string Scheduler::all_failed_text(const std::string& who) const {
  const Trial& first = *failed_trials().front();
  return who + " have all failed" +
         (have_failed_alike() ? " in the same way, as "
                              : "; trial " + std::to_string(first.id.number) + " as ") +
         std::string(name_of(first.failure)) + ": " + in_one_line(first.reason);
}

// Nothing is left to try.
EndJob Scheduler::end_of_all_trials() const {
  if (spec_->is_single_training()) return {JobStatus::kCompleted, "the training has ended"};
  const auto has_failed = [](const Trial& trial) { return trial.status == TrialStatus::kFailed; };
  if (trials_.size() == 1 && has_failed(trials_.front())) {
    return {JobStatus::kFailed,
            "its trial has failed, as " + std::string(name_of(trials_.front().failure)) + ": " +
                in_one_line(trials_.front().reason)};
  }
  if (!trials_.empty() && std::ranges::all_of(trials_, has_failed))
    return {JobStatus::kFailed,
            all_failed_text("its " + std::to_string(trials_.size()) + " trials")};
  return {JobStatus::kCompleted,
          strategy_->exhausted() ? "every configuration has been tried" : "all trials are done"};
}

void Scheduler::end_if_idle() {
  if (ended_ || !active_.empty()) return;
  if (ending_) {
    ended_ = *ending_;
  } else if (stop_mode_ && !cut_short_.empty()) {
    ended_ = EndJob{JobStatus::kStopped, kStoppedOnRequest};
  } else if (repeats_.empty() && trials_are_used_up()) {
    ended_ = end_of_all_trials();
  } else if (stop_mode_) {
    ended_ = EndJob{JobStatus::kStopped, kStoppedOnRequest};
  } else if (granted_ && *granted_ == 0) {
    return;  // it waits for a slot
  } else {
    ended_ = EndJob{JobStatus::kFailed, "the strategy has no further suggestion"};
  }
  actions_.push_back(*ended_);
}

}  // namespace tuner
