#include "tuner/tuner.h"

#include <algorithm>
#include <utility>

#include "tuner/base/log.h"
#include "tuner/job/best.h"

namespace tuner {
namespace {

using Wish = RunControl::Wish;

constexpr std::chrono::milliseconds kCommandsEvery{1'000};
constexpr std::size_t kStepsAtOnce = 1'000;  // a log may be larger than what the job keeps of it

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
  const auto extensions = static_cast<std::uint32_t>(job_.earlier_specs.size());
  if (scheduler_.extended() < extensions) carried_over_.push_back(JobExtended{extensions});
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
                  parts_.make_scraper(trial.suggestion.definition),
                  counts,
                  trial.status == TrialStatus::kRunning,
                  job_.spec.definition_of(trial.suggestion).objectives.front().metric,
                  parts_.explain_failure);
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
  repeat_stops();
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

void Tuner::wait(RunControl& control, Wish seen) {
  std::chrono::milliseconds at_most = parts_.poll_every;
  const JobTime now = job_time();
  if (const std::optional<JobTime> deadline = scheduler_.next_deadline()) {
    at_most = std::min(at_most, *deadline - now);
  }
  for (const PendingStart& pending : starts_) at_most = std::min(at_most, pending.not_before - now);
  for (const UnheardStop& unheard : stops_) at_most = std::min(at_most, unheard.not_before - now);
  scheduler_.prepare();
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
