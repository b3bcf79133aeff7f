#include "tuner/scheduler.h"

#include <algorithm>
#include <cmath>

#include "tuner/base/check.h"
#include "tuner/job/best.h"
#include "tuner/replay_difference.h"
#include "tuner/suggestion_source.h"

namespace tuner {
namespace {

constexpr std::chrono::milliseconds kFirstBackoff{1'000};
constexpr int kMaxBackoffDoublings = 8;  // about four minutes
// Runs are looked at several times a second while a process works on the job.
constexpr std::chrono::seconds kSeenLate{1};

JobTime backoff(std::uint32_t failed_attempts) {
  return kFirstBackoff *
         (1 << std::min<int>(static_cast<int>(failed_attempts) - 1, kMaxBackoffDoublings));
}

RunOutcome out_of_time(const std::string& reason) {
  return {.status = TrialStatus::kFailed,
          .failure = FailureClass::kTimeLimit,
          .reason = reason + ", and its attempts have used up its time limit"};
}

// The words of an end are for people, and may be others in a later version; all else is what was decided.
bool are_the_same(std::vector<Action> decided, const std::vector<Action>& recorded) {
  for (std::size_t i = 0; i < std::min(decided.size(), recorded.size()); ++i) {
    auto* end = std::get_if<EndJob>(&decided[i]);
    const auto* known = std::get_if<EndJob>(&recorded[i]);
    if (end != nullptr && known != nullptr) end->why = known->why;
  }
  return decided == recorded;
}

}  // namespace

Scheduler::Scheduler(const TuningJobSpec& spec,
                     JobIdentity identity,
                     Strategy& strategy,
                     std::size_t capacity,
                     std::vector<Extension> extensions)
    : spec_(&spec),
      identity_(identity),
      strategy_(&strategy),
      capacity_(capacity),
      extensions_(std::move(extensions)),
      completion_(spec),
      budget_(spec.limits),
      places_(spec.breaker) {}

Result<std::vector<Action>> Scheduler::step(std::span<const Event> events,
                                            JobTime now,
                                            TimePoint wall) {
  AskedSuggestions source;
  return step_from(events, now, wall, source);
}

Result<void> Scheduler::replay(const StepRecord& record, Replay how) {
  if (record.now < now_) {
    return fail(ErrorCode::kInternal,
                "the recorded job time runs backwards",
                "step " + std::to_string(record.number));
  }
  RecalledSuggestions recalled(record.actions);
  AskedSuggestions asked_again(record.actions);
  SuggestionSource& source =
      how == Replay::kRecall ? static_cast<SuggestionSource&>(recalled) : asked_again;
  TUNER_ASSIGN_OR_RETURN(const std::vector<Action> actions,
                         step_from(record.events, record.now, record.wall, source));
  changed_.clear();
  if (!are_the_same(actions, record.actions)) {
    return fail(ErrorCode::kInternal,
                "the recorded actions do not follow from the recorded events: " +
                    describe_difference(record.actions, actions),
                "step " + std::to_string(record.number));
  }
  return {};
}

Result<std::vector<Action>> Scheduler::step_from(std::span<const Event> events,
                                                 JobTime now,
                                                 TimePoint wall,
                                                 SuggestionSource& source) {
  TUNER_CHECK(now >= now_, "job time runs forward");
  now_ = now;
  wall_ = wall;
  for (const Event& event : events) TUNER_RETURN_IF_ERROR(check(event));
  for (const Event& event : events) {
    std::visit([this](const auto& concrete) { on(concrete); }, event);
  }
  look_again_ = false;
  judge_places();
  check_limits();
  TUNER_RETURN_IF_ERROR(fill_slots(source));
  try_places_again();
  if (!look_again_without_withheld()) end_if_idle();
  if (granted_) granted_ = 0;
  return std::exchange(actions_, {});
}

// Of a log that is damaged.
Result<void> Scheduler::check(const Event& event) const {
  const auto* extended = std::get_if<JobExtended>(&event);
  if (extended == nullptr) return {};
  if (extended->number > extended_ && extended->number <= extensions_.size()) return {};
  return fail(ErrorCode::kInternal,
              "extension " + std::to_string(extended->number) + " after " +
                  std::to_string(extended_) + " of " + std::to_string(extensions_.size()));
}

void Scheduler::on(const JobOpened& event) {
  granted_ = event.shares_slots ? std::optional<std::size_t>(0) : std::nullopt;
  places_.open(event.can_avoid_places);
  if (!ended_) return;
  if (event.repeats && !spec_->is_single_training()) plan_repeats();
  cut_short_.clear();
  ended_.reset();
  ending_.reset();
  stop_mode_.reset();
  failures_ = successes_ = 0;
  completion_.reopen();
}

void Scheduler::on(const JobExtended& event) {
  extended_ = event.number;
  Extension& extension = extensions_[extended_ - 1];
  spec_ = &extension.spec;
  completion_.extend(*spec_);
  budget_.extend(spec_->limits);
  places_.extend(spec_->breaker);
  if (extension.strategy == nullptr) return;
  strategy_ = extension.strategy.get();
  std::vector<const Trial*> ended;
  for (const Trial& trial : trials_) {
    if (is_terminal(trial.status)) ended.push_back(&trial);
  }
  std::ranges::stable_sort(ended, {}, &Trial::ended_at);
  for (const Trial* trial : ended) tell(*trial);
}

void Scheduler::on(const RunStarted& event) {
  Trial* trial = current(event.trial, event.attempt);
  if (trial == nullptr || trial->status == TrialStatus::kRunning) return;
  trial->status = TrialStatus::kRunning;
  if (!trial->started_at) trial->started_at = wall_;
  budget_.on_started(trial->id, now_);
  places_.on_started(trial->id, event.place);
  trial->reason.clear();
  changed_.insert(trial->id.number);
}

void Scheduler::on(const MetricsSeen& event) {
  Trial* trial = current(event.trial, event.attempt);
  if (trial == nullptr) return;
  on(RunStarted{event.trial, event.attempt, {}});
  const auto [objectives, constraints] = spec_->definition_of(trial->suggestion).aims();
  for (const MetricPoint& point : event.points) {
    for (std::size_t i = 0; i < constraints.size(); ++i) {
      if (constraints[i].metric != point.name) continue;
      trial->constraints[i] = point.value;
      changed_.insert(trial->id.number);
    }
    for (std::size_t i = 0; i < objectives.size(); ++i) {
      if (objectives[i].metric != point.name) continue;
      trial->objectives[i] = point.value;
      changed_.insert(trial->id.number);
      if (i != 0 || !std::isfinite(point.value)) continue;
      places_.on_value(trial->id);
      const double loss = objectives[i].to_loss(point.value);
      if (const Verdict stop = strategy_->watch({trial->id, point.step, loss})) {
        request_stop(*trial, StopCause::kEarlyStopping, describe(*stop, objectives[i]));
      }
    }
  }
}

void Scheduler::on(const RunEnded& event) {
  Trial* trial = current(event.trial, event.attempt);
  if (trial == nullptr) return;
  JobTime ran_for = event.status.ran_for;
  if (event.status.end == RunEnd::kLost)
    ran_for = std::max(ran_for, budget_.running_for(trial->id, now_));
  if (!trial->started_at) trial->started_at = std::max(trial->created_at, wall_ - ran_for);
  on(RunStarted{event.trial, event.attempt, {}});
  trial->ran_for += ran_for;
  budget_.on_ended(trial->id, ran_for);
  trial->ended_at = end_of_run(*trial, ran_for);
  trial->exit_code = event.status.exit_code;
  std::erase_if(actions_, [&](const Action& action) {  // asked for earlier in this very step
    const auto* stop = std::get_if<StopRun>(&action);
    return stop != nullptr && stop->trial == event.trial;
  });
  const RequestedStop& stop = stops_[trial->id.number - 1];
  const auto preempted = preemptions_.find(trial->id.number);
  const RunOutcome outcome = judge_run(spec_->definition_of(trial->suggestion),
                                       *trial,
                                       event,
                                       stop,
                                       preempted == preemptions_.end() ? 0 : preempted->second);
  if (outcome.preempted) ++preemptions_[trial->id.number];
  hear_of_place(*trial, event, outcome);
}

// An end that nothing stands against.
void Scheduler::settle(Trial& trial, const RunOutcome& outcome) {
  if (outcome.retry && !ending_ && !stop_mode_) {
    retry(trial, outcome.reason, backoff(trial.attempts));
  } else if (outcome.retry) {
    finish(trial,
           {.status = TrialStatus::kCancelled, .reason = outcome.reason + "; the job is ending"});
  } else {
    finish(trial, outcome);
  }
}

// Now, unless nobody looked when it ended.
TimePoint Scheduler::end_of_run(const Trial& trial, JobTime ran_for) const {
  const TimePoint by_its_time = *trial.started_at + ran_for;
  const bool noticed_late = trial.attempts == 1 && wall_ - by_its_time > kSeenLate;
  return noticed_late ? by_its_time : wall_;
}

void Scheduler::on(const SubmitFailed& event) {
  RunStatus status{.phase = RunPhase::kEnded, .end = RunEnd::kStartError, .reason = event.reason};
  on(RunEnded{event.trial, event.attempt, std::move(status), {}, {}});
}

void Scheduler::on(const StopRequested& event) {
  if (event.trial) return stop_alone(*event.trial);
  if (!stop_mode_) stop_requested_at_ = wall_;
  stop_mode_ = std::max(stop_mode_.value_or(StopMode::kDrain), event.mode);
}

void Scheduler::on(const ConvergenceSeen& event) { completion_.on(event); }

void Scheduler::on(const SlotsGranted& event) {
  if (granted_) *granted_ += event.count;
}

Trial* Scheduler::current(TrialId id, std::uint32_t attempt) {
  if (!active_.contains(id.number) || is_withheld(id)) return nullptr;
  Trial& trial = trials_[id.number - 1];
  return trial.attempts == attempt ? &trial : nullptr;
}

void Scheduler::finish(Trial& trial, const RunOutcome& outcome) {
  trial.status = outcome.status;
  trial.failure = outcome.failure;
  trial.reason = outcome.reason;
  active_.erase(trial.id.number);
  changed_.insert(trial.id.number);
  const bool asked_for = stops_[trial.id.number - 1].cause == StopCause::kRequested;
  if (outcome.status == TrialStatus::kCancelled && !asked_for)
    cut_short_.push_back(trial.id.number);
  if (outcome.status == TrialStatus::kFailed) ++failures_;
  if (outcome.status == TrialStatus::kSucceeded) ++successes_;
  tell(trial);
  completion_.on_result(trial);
}

void Scheduler::tell(const Trial& trial) {
  strategy_->tell({.trial = trial.id,
                   .suggestion = trial.suggestion,
                   .status = trial.status,
                   .failure = trial.failure,
                   .losses = losses_of(trial, spec_->aims()),
                   .ran_for = trial.ran_for,
                   .excesses = excesses_of(trial, spec_->aims())});
}

void Scheduler::retry(Trial& trial, const std::string& reason, JobTime wait) {
  const RequestedStop& stop = stops_[trial.id.number - 1];
  if (stop.cause == StopCause::kRequested)
    return finish(trial, {.status = TrialStatus::kCancelled, .reason = stop.why});
  const auto limit = trial_time_of(*spec_, trial.suggestion);
  if (limit && trial.ran_for >= *limit) return finish(trial, out_of_time(reason));
  ++trial.attempts;
  trial.status = TrialStatus::kPending;
  trial.reason = "attempt " + std::to_string(trial.attempts) + " after: " + reason;
  trial.objectives.assign(spec_->objectives.size(), std::nullopt);
  trial.constraints.assign(spec_->constraints.size(), std::nullopt);
  stops_[trial.id.number - 1] = {};
  changed_.insert(trial.id.number);
  actions_.push_back(StartRun{trial.id, trial.attempts, trial.suggestion, now_ + wait});
}

void Scheduler::request_stop(Trial& trial, StopCause cause, const std::string& why) {
  RequestedStop& stop = stops_[trial.id.number - 1];
  if (stop.cause != StopCause::kNone) return;
  stop = {cause, why, wall_};
  actions_.push_back(StopRun{trial.id, trial.attempts, why});
}

void Scheduler::stop_alone(TrialId id) {
  if (!active_.contains(id.number)) return;
  Trial& trial = trials_[id.number - 1];
  if (handed_back_.erase(id.number) > 0)
    return finish(trial, {.status = TrialStatus::kCancelled, .reason = kStoppedOnRequest});
  if (!is_withheld(id)) return request_stop(trial, StopCause::kRequested, kStoppedOnRequest);
  // It has no run, and gets none any more.
  stops_[id.number - 1] = {StopCause::kRequested, kStoppedOnRequest, wall_};
}

std::vector<Trial> Scheduler::take_changed() {
  std::vector<Trial> result;
  for (const std::uint32_t number : changed_) result.push_back(trials_[number - 1]);
  changed_.clear();
  return result;
}

std::optional<JobTime> Scheduler::next_deadline() const {
  if (ended_ || ending_) return std::nullopt;
  if (look_again_) return now_;
  std::optional<JobTime> next;
  for (const std::optional<JobTime>& each : {budget_.spent_at(now_),
                                             std::optional<JobTime>(spec_->limits.time),
                                             places_.next_deadline(now_)}) {
    if (each) next = std::min(next.value_or(*each), *each);
  }
  return next;
}

bool Scheduler::has_ended(TrialId trial) const {
  return trial.number >= 1 && trial.number <= trials_.size() && !active_.contains(trial.number);
}

bool Scheduler::is_stopping(TrialId trial) const { return stopping_since(trial).has_value(); }

std::optional<TimePoint> Scheduler::stopping_since() const {
  return is_stopping() ? std::optional(stop_requested_at_) : std::nullopt;
}

std::optional<TimePoint> Scheduler::stopping_since(TrialId trial) const {
  const RequestedStop& stop = stops_[trial.number - 1];
  return stop.cause == StopCause::kNone ? std::nullopt : std::optional(stop.at);
}

}  // namespace tuner
