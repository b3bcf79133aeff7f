// What the loop has to do with runs: it starts, follows and stops them.
#include <algorithm>
#include <utility>

#include "tuner/base/log.h"
#include "tuner/tuner.h"

namespace tuner {
namespace {

constexpr std::uint64_t kLinesInVain = 30;  // after which somebody is told

RunEnded stopped_before_start(TrialId trial, std::uint32_t attempt) {
  RunStatus status{.phase = RunPhase::kEnded,
                   .end = RunEnd::kStopped,
                   .reason = "stopped before it was started"};
  return {trial, attempt, std::move(status), {}, {}};
}

}  // namespace

Result<void> Tuner::submit_due(std::vector<Event>& events) {
  const JobTime now = job_time();
  std::vector<PendingStart> later;
  for (PendingStart& pending : std::exchange(starts_, {})) {
    if (pending.not_before > now) {
      later.push_back(std::move(pending));
      continue;
    }
    TUNER_ASSIGN_OR_RETURN(const bool settled, submit(pending, events));
    if (!settled) later.push_back(std::move(pending));
  }
  starts_ = std::move(later);
  return {};
}

void Tuner::look_at_starts_now() {
  for (PendingStart& pending : starts_)
    pending.not_before = std::min(pending.not_before, job_time());
}

Result<bool> Tuner::submit(PendingStart& pending, std::vector<Event>& events) {
  const StartRun& start = pending.start;
  const bool unwanted = scheduler_.is_stopping() || scheduler_.is_stopping(start.trial);
  if (unwanted && !pending.maybe_submitted) {
    events.push_back(stopped_before_start(start.trial, start.attempt));
    return true;
  }
  const Result<void> allowed = parts_.may_start ? parts_.may_start() : Result<void>();
  if (!allowed && !pending.maybe_submitted) return put_off(pending, allowed.error());
  RunRequest request = make_run_request(job_.spec,
                                        job_.identity,
                                        start.trial,
                                        start.attempt,
                                        start.suggestion,
                                        parts_.jobs_folder,
                                        first_of_chain(scheduler_.trials(), start.trial));
  // The attempts before it have had their part.
  if (request.time_limit)
    *request.time_limit -= scheduler_.trials()[start.trial.number - 1].ran_for;
  request.avoid_places = scheduler_.places().avoided_by(start.trial);
  request.try_place = scheduler_.places().tried_by(start.trial);
  request.find_only = unwanted || !allowed;
  pending.maybe_submitted = true;
  const Result<RunHandle> handle = parts_.backend->submit(request);
  if (!handle && handle.error().code == ErrorCode::kUnavailable) {
    return put_off(pending, handle.error());
  }
  if (!handle && request.find_only && handle.error().code == ErrorCode::kNotFound) {
    pending.maybe_submitted = false;
    if (!unwanted) return put_off(pending, allowed.error());
    events.push_back(stopped_before_start(start.trial, start.attempt));
    return true;
  }
  if (!handle) {
    events.push_back(SubmitFailed{start.trial, start.attempt, handle.error().message});
    return true;
  }
  const RunRecord run{start.trial, start.attempt, *handle, 0};
  const Result<void> recorded = parts_.store->put_run(job_.spec.name, run);
  if (!recorded && recorded.error().code == ErrorCode::kUnavailable) {
    return put_off(pending, recorded.error());  // the next submit() finds this run
  }
  TUNER_RETURN_IF_ERROR(recorded);
  TUNER_ASSIGN_OR_RETURN(RunWatch watch,
                         watch_of(run, scheduler_.trials()[start.trial.number - 1]));
  watches_.push_back(std::move(watch));
  if (scheduler_.is_stopping(start.trial)) act(StopRun{start.trial, start.attempt, {}});
  return true;
}

bool Tuner::put_off(PendingStart& pending, const Error& reason) {
  note("trial " + std::to_string(pending.start.trial.number) + " waits: " + reason.message);
  pending.not_before = job_time() + kTryAgainAfter;
  return false;
}

// Once in the life of a process: no run has shown its objective, and this one has printed enough to wonder.
void Tuner::wonder_about(const RunWatch& watch) {
  if (has_wondered_ || watch.lines_in_vain() < kLinesInVain) return;
  const std::vector<Trial>& trials = scheduler_.trials();
  has_wondered_ = true;
  const bool some_has_value = std::ranges::any_of(trials, [](const Trial& trial) {
    return !trial.objectives.empty() && trial.objectives.front();
  });
  if (some_has_value) return;
  const Trial& trial = trials[watch.trial().number - 1];
  const std::string& metric = job_.spec.definition_of(trial.suggestion).objectives.front().metric;
  note("no value of '" + metric + "' in " + std::to_string(watch.lines_in_vain()) +
       " lines of trial " + std::to_string(trial.id.number) +
       " so far; `tuner test-metrics` shows what the expression finds in a log");
}

Result<void> Tuner::collect_runs(std::vector<Event>& events) {
  if (watches_.empty()) return {};
  std::vector<RunHandle> handles;
  for (const RunWatch& watch : watches_) handles.push_back(watch.handle());
  const Result<std::vector<RunStatus>> statuses = parts_.backend->status(handles);
  if (!statuses && statuses.error().code == ErrorCode::kUnavailable) {
    note("the backend does not answer: " + statuses.error().message);
    return {};
  }
  if (!statuses) return fail(statuses.error());
  const TimePoint now = parts_.clock->wall();
  std::vector<RunWatch> still_running;
  for (std::size_t i = 0; i < watches_.size(); ++i) {
    if (watches_[i].observe((*statuses)[i], *parts_.backend, now, events)) {
      finished_.push_back(watches_[i].handle());
    } else {
      if (!watches_[i].log_trouble().empty()) {
        note("trial " + std::to_string(watches_[i].trial().number) +
             " is followed no further: " + watches_[i].log_trouble());
      }
      wonder_about(watches_[i]);
      still_running.push_back(std::move(watches_[i]));
    }
  }
  watches_ = std::move(still_running);
  return {};
}

void Tuner::forget_finished() {
  for (const RunHandle& run : std::exchange(finished_, {})) {
    const Result<void> removed = parts_.backend->remove(run);
    if (!removed)
      log::warning("tuner", "cannot clean up run " + run.id + ": " + removed.error().message);
  }
}

void Tuner::act(const StartRun& action) { starts_.push_back({action, action.not_before}); }

void Tuner::act(const StopRun& action) {
  const auto is_this_run = [&](TrialId trial, std::uint32_t attempt) {
    return trial == action.trial && attempt == action.attempt;
  };
  for (const RunWatch& watch : watches_) {
    if (!is_this_run(watch.trial(), watch.attempt())) continue;
    const Result<void> stopped = parts_.backend->stop(watch.handle(), job_.spec.grace);
    if (stopped) return;
    note("cannot stop trial " + std::to_string(action.trial.number) + ": " +
         stopped.error().message);
    stops_.push_back({action, job_time() + kTryAgainAfter});
    return;
  }
  const auto pending = std::ranges::find_if(starts_, [&](const PendingStart& waiting) {
    return is_this_run(waiting.start.trial, waiting.start.attempt);
  });
  if (pending == starts_.end()) return;
  if (pending->maybe_submitted) {
    pending->not_before = job_time();  // submit() stops the run if there is one
    return;
  }
  starts_.erase(pending);
  carried_over_.push_back(stopped_before_start(action.trial, action.attempt));
}

// The requests of later runs ask the scheduler.
void Tuner::act(const MarkPlace& action) {
  if (parts_.observer != nullptr) return;  // it is shown the step
  warn(action.place + " is " + std::string(name_of(action.status)) + ": " + action.why);
}

void Tuner::repeat_stops() {
  const JobTime now = job_time();
  for (UnheardStop& unheard : std::exchange(stops_, {})) {
    if (unheard.not_before > now) {
      stops_.push_back(std::move(unheard));
    } else {
      act(unheard.stop);
    }
  }
}

}  // namespace tuner
