#include "tuner/tuner.h"

#include <algorithm>
#include <utility>

#include "tuner/base/log.h"
#include "tuner/job/best.h"

namespace tuner {
namespace {

using Wish = RunControl::Wish;

constexpr std::chrono::milliseconds kCommandsEvery{1'000};
constexpr std::chrono::milliseconds kTryAgainAfter{1'000};
constexpr std::size_t kStepsAtOnce = 1'000;  // a log may be larger than what the job keeps of it

}  // namespace

Tuner::Tuner(JobRecord job, TunerParts parts)
    : job_(std::move(job)),
      parts_(std::move(parts)),
      scheduler_(job_.spec, job_.identity, *parts_.strategy, parts_.backend->traits().max_parallel),
      steady_at_open_(parts_.clock->steady()) {}

Result<std::unique_ptr<Tuner>> Tuner::open(JobRecord job, TunerParts parts) {
  std::unique_ptr<Tuner> tuner(new Tuner(std::move(job), std::move(parts)));
  TUNER_RETURN_IF_ERROR(tuner->replay());
  return tuner;
}

Result<void> Tuner::replay() {
  std::map<TrialId, StartRun> last_starts;
  for (std::size_t read = kStepsAtOnce; read == kStepsAtOnce;) {
    TUNER_ASSIGN_OR_RETURN(const std::vector<StepRecord> steps,
                           parts_.store->steps_after(job_.spec.name, steps_, kStepsAtOnce));
    read = steps.size();
    for (const StepRecord& step : steps) {
      TUNER_RETURN_IF_ERROR(scheduler_.replay(step));
      steps_ = step.number;
      time_at_open_ = step.now;
      for (const Action& action : step.actions) {
        if (const auto* start = std::get_if<StartRun>(&action)) last_starts[start->trial] = *start;
      }
    }
  }
  scheduler_.take_changed();
  carried_over_.push_back(JobOpened{});
  return adopt_runs(last_starts);
}

Result<void> Tuner::adopt_runs(const std::map<TrialId, StartRun>& last_starts) {
  TUNER_ASSIGN_OR_RETURN(const std::vector<RunRecord> runs, parts_.store->runs(job_.spec.name));
  std::map<std::pair<TrialId, std::uint32_t>, RunRecord> known;
  for (const RunRecord& run : runs) known.insert_or_assign({run.trial, run.attempt}, run);
  for (const Trial& trial : scheduler_.trials()) {
    if (is_terminal(trial.status)) continue;
    const auto found = known.find({trial.id, trial.attempts});
    if (found == known.end()) {
      const StartRun& start = last_starts.at(trial.id);
      starts_.push_back({start, start.not_before, true});
      continue;
    }
    TUNER_ASSIGN_OR_RETURN(RunWatch watch, watch_of(found->second, trial));
    watches_.push_back(std::move(watch));
    if (scheduler_.is_stopping(trial.id)) act(StopRun{trial.id, trial.attempts, {}});
  }
  return {};
}

Result<RunWatch> Tuner::watch_of(RunRecord run, const Trial& trial) const {
  std::map<std::string, std::uint64_t> counts;
  if (run.log_offset > 0) {
    TUNER_ASSIGN_OR_RETURN(const std::vector<MetricSummary> summaries,
                           parts_.store->metric_summaries(job_.spec.name, trial.id));
    for (const MetricSummary& summary : summaries) counts[summary.name] = summary.count;
  }
  return RunWatch(std::move(run),
                  parts_.make_scraper(),
                  counts,
                  trial.status == TrialStatus::kRunning,
                  job_.spec.objectives.front().metric);
}

Result<TuningSummary> Tuner::run(RunControl& control) {
  while (true) {
    const Wish wish = control.wish();
    if (wish == Wish::kLeave) return summarise();
    TUNER_ASSIGN_OR_RETURN(std::vector<Event> events, collect_events(wish));
    const std::optional<JobTime> deadline = scheduler_.next_deadline();
    if (!events.empty() || (deadline && job_time() >= *deadline)) {
      TUNER_RETURN_IF_ERROR(advance(std::move(events), control));
      if (scheduler_.ended()) return summarise();
      continue;
    }
    if (parts_.observer != nullptr) parts_.observer->on_tick();
    wait(control, wish);
  }
}

Result<std::vector<Event>> Tuner::collect_events(Wish wish) {
  std::vector<Event> events = std::exchange(carried_over_, {});
  collect_wishes(wish, events);
  TUNER_RETURN_IF_ERROR(submit_due(events));
  TUNER_RETURN_IF_ERROR(collect_runs(events));
  collect_convergence(events);
  return events;
}

// At numbers of trials that grow by a twentieth: a model is made each time.
void Tuner::collect_convergence(std::vector<Event>& events) {
  if (!job_.spec.completion.converged || !parts_.convergence || scheduler_.ended()) return;
  const std::size_t ended = scheduler_.ended_trials();
  if (ended < trials_at_next_convergence_) return;
  trials_at_next_convergence_ = ended + 1 + ended / 20;
  if (const auto seen = parts_.convergence(scheduler_.trials())) events.push_back(*seen);
}

void Tuner::collect_wishes(Wish wish, std::vector<Event>& events) {
  if (wish != reported_wish_) {
    events.push_back(StopRequested{wish == Wish::kDrain ? StopMode::kDrain : StopMode::kStop});
    reported_wish_ = wish;
  }
  const std::chrono::milliseconds now = parts_.clock->steady();
  if (now - commands_checked_at_ < kCommandsEvery) return;
  commands_checked_at_ = now;
  const Result<std::vector<Command>> commands = parts_.store->commands(job_.spec.name);
  if (!commands) return note("cannot read the job's commands: " + to_string(commands.error()));
  for (const Command& command : *commands)
    events.push_back(StopRequested{command.mode, command.id});
}

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

Result<bool> Tuner::submit(PendingStart& pending, std::vector<Event>& events) {
  const StartRun& start = pending.start;
  const RunRequest request = make_run_request(job_.spec,
                                              job_.identity,
                                              start.trial,
                                              start.attempt,
                                              start.suggestion.configuration,
                                              parts_.jobs_folder);
  const Result<RunHandle> handle = start_run(request, pending.maybe_submitted);
  if (!handle && handle.error().code == ErrorCode::kUnavailable) {
    return put_off(pending, handle.error());
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
  pending.maybe_submitted = true;
  return false;
}

Result<RunHandle> Tuner::start_run(const RunRequest& request, bool may_exist) {
  if (parts_.may_start && !may_exist) TUNER_RETURN_IF_ERROR(parts_.may_start());
  return parts_.backend->submit(request);
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
      still_running.push_back(std::move(watches_[i]));
    }
  }
  watches_ = std::move(still_running);
  return {};
}

Result<void> Tuner::advance(std::vector<Event> events, RunControl& control) {
  StepRecord step{steps_ + 1, job_time(), parts_.clock->wall(), std::move(events), {}};
  TUNER_ASSIGN_OR_RETURN(step.actions, scheduler_.step(step.events, step.now, step.wall));
  const std::vector<Trial> changed = scheduler_.take_changed();
  TUNER_RETURN_IF_ERROR(record(step, changed, control));
  steps_ = step.number;
  forget_finished();
  for (const Action& action : step.actions) {
    std::visit([this](const auto& concrete) { act(concrete); }, action);
  }
  if (parts_.observer != nullptr) parts_.observer->on_step(step, changed);
  return {};
}

Result<void> Tuner::record(const StepRecord& step,
                           std::span<const Trial> changed,
                           RunControl& control) {
  while (true) {
    Result<void> recorded = parts_.store->append_step(job_.spec.name, step, changed);
    if (recorded || recorded.error().code != ErrorCode::kUnavailable) return recorded;
    const Wish wish = control.wish();
    if (wish >= Wish::kStop) return recorded;
    note("nothing new is started, since the job cannot be recorded: " +
         to_string(recorded.error()));
    parts_.backend->wait(kTryAgainAfter, control.changed_since(wish));
  }
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
    if (!stopped)
      note("cannot stop trial " + std::to_string(action.trial.number) + ": " +
           stopped.error().message);
    return;
  }
  const auto pending =
      std::find_if(starts_.begin(), starts_.end(), [&](const PendingStart& waiting) {
        return is_this_run(waiting.start.trial, waiting.start.attempt) && !waiting.maybe_submitted;
      });
  if (pending == starts_.end()) return;  // submit() stops it as soon as its run is found
  starts_.erase(pending);
  RunStatus status{.phase = RunPhase::kEnded,
                   .end = RunEnd::kStopped,
                   .reason = "stopped before it was started"};
  carried_over_.push_back(RunEnded{action.trial, action.attempt, std::move(status), {}, {}});
}

void Tuner::wait(RunControl& control, Wish seen) {
  std::chrono::milliseconds at_most = parts_.poll_every;
  const JobTime now = job_time();
  if (const std::optional<JobTime> deadline = scheduler_.next_deadline()) {
    at_most = std::min(at_most, *deadline - now);
  }
  for (const PendingStart& pending : starts_) at_most = std::min(at_most, pending.not_before - now);
  parts_.strategy->prepare();
  parts_.backend->wait(std::max(at_most, std::chrono::milliseconds{0}),
                       control.changed_since(seen));
}

JobTime Tuner::job_time() const {
  return time_at_open_ + (parts_.clock->steady() - steady_at_open_);
}

TuningSummary Tuner::summarise() const {
  TuningSummary summary;
  if (const std::optional<EndJob>& ended = scheduler_.ended()) {
    summary.status = ended->status;
    summary.why = ended->why;
  }
  for (const Trial& trial : scheduler_.trials()) {
    ++summary.trials;
    summary.succeeded += trial.status == TrialStatus::kSucceeded ? 1 : 0;
    summary.failed += trial.status == TrialStatus::kFailed ? 1 : 0;
  }
  const Trial* best = best_trial(scheduler_.trials(), job_.spec.aims());
  if (best != nullptr) summary.best = *best;
  return summary;
}

void Tuner::note(const std::string& text) {
  if (text == last_note_) return;
  last_note_ = text;
  log::warning("tuner", "job=" + job_.spec.name.text + " " + text);
  if (parts_.observer != nullptr) parts_.observer->on_note(text);
}

}  // namespace tuner
