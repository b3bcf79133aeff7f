#include "tuner/tuner.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "tuner/base/log.h"
#include "tuner/job/best.h"

namespace tuner {
namespace {

using Wish = RunControl::Wish;

constexpr std::size_t kStepsAtOnce = 1'000;  // a log may be larger than what the job keeps of it

// A job's turn to let its strategy work.
class Turn {
 public:
  explicit Turn(std::counting_semaphore<>* thinking) : thinking_(thinking) {
    if (thinking_ != nullptr) thinking_->acquire();
  }
  ~Turn() {
    if (thinking_ != nullptr) thinking_->release();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::counting_semaphore<>* thinking_;
};
using Starts = std::map<TrialId, StartRun>;  // of runs that have not ended

void end_run(Starts& starts, TrialId trial, std::uint32_t attempt) {
  const auto start = starts.find(trial);
  if (start != starts.end() && start->second.attempt == attempt) starts.erase(start);
}

void follow(Starts& starts, const StepRecord& step) {
  for (const Event& event : step.events) {
    if (const auto* ended = std::get_if<RunEnded>(&event)) {
      end_run(starts, ended->trial, ended->attempt);
    } else if (const auto* failed = std::get_if<SubmitFailed>(&event)) {
      end_run(starts, failed->trial, failed->attempt);
    }
  }
  for (const Action& action : step.actions) {
    if (const auto* start = std::get_if<StartRun>(&action)) starts[start->trial] = *start;
  }
}

// A job that had ended and at once ends in the same way again: it has ended when it did.
bool is_opened_for_nothing(const StepRecord& step, const EndJob& earlier_end) {
  return step.events.size() == 1 && std::holds_alternative<JobOpened>(step.events.front()) &&
         step.actions == std::vector<Action>{earlier_end};
}

}  // namespace

Tuner::Tuner(JobRecord job, TunerParts parts)
    : job_(std::move(job)),
      parts_(std::move(parts)),
      scheduler_(first_spec(job_),
                 job_.identity,
                 *parts_.strategy,
                 parts_.backend->traits().max_parallel,
                 std::move(parts_.extensions)),
      steady_at_open_(parts_.clock->steady()) {}

Result<std::unique_ptr<Tuner>> Tuner::open(JobRecord job, TunerParts parts) {
  std::unique_ptr<Tuner> tuner(new Tuner(std::move(job), std::move(parts)));
  TUNER_RETURN_IF_ERROR(tuner->replay());
  return tuner;
}

Result<void> Tuner::replay() {
  Starts last_starts;
  for (std::size_t read = kStepsAtOnce; read == kStepsAtOnce;) {
    TUNER_ASSIGN_OR_RETURN(const std::vector<StepRecord> steps,
                           parts_.store->steps_after(job_.spec.name, steps_, kStepsAtOnce));
    read = steps.size();
    for (const StepRecord& step : steps) {
      TUNER_RETURN_IF_ERROR(scheduler_.replay(step));
      steps_ = step.number;
      time_at_open_ = step.now;
      follow(last_starts, step);
    }
  }
  for (std::uint32_t next = scheduler_.extended() + 1; next <= job_.earlier_specs.size(); ++next)
    carried_over_.push_back(JobExtended{next});
  carried_over_.push_back(
      JobOpened{parts_.backend->traits().can_avoid_places, parts_.slots != nullptr, true});
  return adopt_runs(last_starts);
}

Result<void> Tuner::adopt_runs(const std::map<TrialId, StartRun>& last_starts) {
  for (const auto& [id, start] : last_starts) {
    const Trial& trial = scheduler_.trials()[id.number - 1];
    if (is_terminal(trial.status) || scheduler_.is_withheld(id)) continue;
    TUNER_ASSIGN_OR_RETURN(std::vector<RunRecord> runs, parts_.store->runs_of(job_.spec.name, id));
    if (runs.empty() || runs.back().attempt != trial.attempts) {
      const bool at_once = scheduler_.is_stopping() || scheduler_.is_stopping(id);
      starts_.push_back({start, at_once ? JobTime{0} : start.not_before, true});
      continue;
    }
    TUNER_ASSIGN_OR_RETURN(RunWatch watch, watch_of(std::move(runs.back()), trial));
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
  const std::vector<Objective>& objectives = job_.spec.definition_of(trial.suggestion).objectives;
  return RunWatch(std::move(run),
                  parts_.make_scraper(trial.suggestion.definition),
                  std::move(counts),
                  trial.status == TrialStatus::kRunning,
                  objectives.empty() ? "" : objectives.front().metric,
                  job_.spec.log_limit_bytes,
                  parts_.explain_failure);
}

Result<TuningSummary> Tuner::run(RunControl& control) {
  while (true) {
    const Wish wish = control.wish();
    if (wish == Wish::kLeave) {
      record_time(control);
      return summarise();
    }
    TUNER_ASSIGN_OR_RETURN(std::vector<Event> events, collect_events(wish));
    const Wish later = control.wish();
    // A stop is heard with what has ended meanwhile, so that no trial follows.
    if (later != wish && later != Wish::kLeave) {
      carried_over_.insert(carried_over_.begin(),
                           std::make_move_iterator(events.begin()),
                           std::make_move_iterator(events.end()));
      continue;
    }
    const std::optional<JobTime> deadline = scheduler_.next_deadline();
    const bool is_due = (deadline && job_time() >= *deadline) || time_is_old();
    if (!events.empty() || is_due) {
      TUNER_RETURN_IF_ERROR(advance(std::move(events), control));
      if (scheduler_.ended()) return summarise();
      continue;
    }
    if (parts_.observer != nullptr) parts_.observer->on_tick();
    wait(control, wish);
  }
}

bool Tuner::time_is_old() const { return recorded_ && job_time() - *recorded_ >= kRecordTimeEvery; }

// Of a process that leaves, what has passed since the last step. What is due is left to the next one.
void Tuner::record_time(RunControl& control) {
  const std::optional<JobTime> deadline = scheduler_.next_deadline();
  if (!recorded_ || (deadline && job_time() >= *deadline)) return;
  const Result<void> recorded = advance({}, control);
  if (!recorded) note("the job's time is not recorded: " + to_string(recorded.error()));
}

Result<std::vector<Event>> Tuner::collect_events(Wish wish) {
  std::vector<Event> events = std::exchange(carried_over_, {});
  collect_wishes(wish, events);
  repeat_stops();
  TUNER_RETURN_IF_ERROR(submit_due(events));
  TUNER_RETURN_IF_ERROR(collect_runs(events));
  collect_convergence(events);
  collect_slots(events);
  return events;
}

void Tuner::collect_slots(std::vector<Event>& events) {
  if (parts_.slots == nullptr) return;
  if (const std::size_t granted = parts_.slots->take_granted(); granted > 0)
    events.push_back(SlotsGranted{static_cast<std::uint32_t>(granted)});
}

// A strategy that has just let a slot lapse asks for none until something else has happened.
void Tuner::report_slots(const StepRecord& step) {
  if (parts_.slots == nullptr) return;
  const bool only_slots = std::ranges::all_of(
      step.events, [](const Event& event) { return std::holds_alternative<SlotsGranted>(event); });
  const bool lapsed = only_slots && !step.events.empty() && step.actions.empty();
  parts_.slots->report(scheduler_.busy_slots(), lapsed ? 0 : scheduler_.room());
}

// At numbers of trials that grow by a twentieth: a model is made each time.
void Tuner::collect_convergence(std::vector<Event>& events) {
  if (!job_.spec.completion.converged || !parts_.convergence || scheduler_.ended()) return;
  const std::size_t ended = scheduler_.ended_trials();
  if (ended < trials_at_next_convergence_) return;
  trials_at_next_convergence_ = ended + 1 + ended / 20;
  const Turn turn(parts_.thinking);
  if (const auto seen = parts_.convergence(scheduler_.trials())) events.push_back(*seen);
}

void Tuner::collect_wishes(Wish wish, std::vector<Event>& events) {
  if (wish != reported_wish_) {
    events.push_back(StopRequested{wish == Wish::kDrain ? StopMode::kDrain : StopMode::kStop});
    reported_wish_ = wish;
  }
  const Result<std::vector<Command>> commands = parts_.store->commands(job_.spec.name);
  if (!commands) return note("cannot read the job's commands: " + to_string(commands.error()));
  for (const Command& command : *commands)
    events.push_back(StopRequested{command.mode, command.id, command.trial});
}

Result<std::vector<Action>> Tuner::decide(const StepRecord& step) {
  const Turn turn(parts_.thinking);
  return scheduler_.step(step.events, step.now, step.wall);
}

Result<void> Tuner::advance(std::vector<Event> events, RunControl& control) {
  StepRecord step{steps_ + 1, job_time(), parts_.clock->wall(), std::move(events), {}};
  const std::optional<EndJob> earlier_end = scheduler_.ended();
  const bool was_stopping = scheduler_.is_stopping();
  TUNER_ASSIGN_OR_RETURN(step.actions, decide(step));
  if (earlier_end && is_opened_for_nothing(step, *earlier_end)) return {};
  const std::vector<Trial> changed = scheduler_.take_changed();
  TUNER_RETURN_IF_ERROR(record(step, changed, control));
  steps_ = step.number;
  recorded_ = step.now;
  forget_finished();
  if (scheduler_.is_stopping() && !was_stopping) look_at_starts_now();
  for (const Action& action : step.actions) {
    std::visit([this](const auto& concrete) { act(concrete); }, action);
  }
  report_slots(step);
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

void Tuner::wait(RunControl& control, Wish seen) {
  std::chrono::milliseconds at_most = parts_.poll_every;
  const JobTime now = job_time();
  if (const std::optional<JobTime> deadline = scheduler_.next_deadline()) {
    at_most = std::min(at_most, *deadline - now);
  }
  if (recorded_) at_most = std::min(at_most, *recorded_ + kRecordTimeEvery - now);
  for (const PendingStart& pending : starts_) at_most = std::min(at_most, pending.not_before - now);
  for (const UnheardStop& unheard : stops_) at_most = std::min(at_most, unheard.not_before - now);
  if (std::ranges::any_of(watches_, &RunWatch::is_behind)) at_most = {};
  {
    const Turn turn(parts_.thinking);
    scheduler_.prepare();
  }
  parts_.backend->wait(std::max(at_most, std::chrono::milliseconds{0}),
                       control.changed_since(seen));
}

JobTime Tuner::job_time() const {
  return time_at_open_ + (parts_.clock->steady() - steady_at_open_);
}

std::map<TrialId, TimePoint> Tuner::stopping_trials() const {
  std::map<TrialId, TimePoint> stopping;
  for (const Trial& trial : scheduler_.trials()) {
    const auto since = scheduler_.stopping_since(trial.id);
    if (since && !is_terminal(trial.status)) stopping.emplace(trial.id, *since);
  }
  return stopping;
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
  summary.stopping = !stopping_trials().empty();
  return summary;
}

void Tuner::note(const std::string& text) {
  const JobTime now = job_time();
  std::erase_if(noted_, [now](const auto& each) { return now - each.second >= kNoteAgainAfter; });
  if (!noted_.try_emplace(text, now).second) return;
  if (parts_.observer == nullptr) return warn(text);
  parts_.observer->on_note(text);
}

void Tuner::warn(const std::string& text) const {
  log::warning("tuner", "job=" + job_.spec.name.text + " " + text);
}

}  // namespace tuner
