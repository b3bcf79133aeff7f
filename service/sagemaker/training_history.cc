#include "service/sagemaker/training_history.h"

#include <algorithm>

namespace tuner::sagemaker {
namespace {

using Kind = TrainingMoment::Kind;

constexpr std::size_t kStepsAtOnce = 1000;

// The number of the last step before this moment; 0: there is none.
Result<std::uint64_t> last_step_before(const ExperimentReader& jobs,
                                       const JobName& job,
                                       TimePoint moment) {
  std::uint64_t before = 0;
  TUNER_ASSIGN_OR_RETURN(std::uint64_t last, jobs.step_count(job));
  while (before < last) {
    const std::uint64_t middle = before + (last - before + 1) / 2;
    TUNER_ASSIGN_OR_RETURN(const auto step, jobs.steps_after(job, middle - 1, 1));
    if (!step.empty() && step.front().wall < moment) {
      before = middle;
    } else {
      last = middle - 1;
    }
  }
  return before;
}

// Follows one trial through the steps.
class History {
 public:
  explicit History(TrialId trial) : trial_(trial) {}

  void see(const StepRecord& step) {
    at_ = step.wall;
    for (const Event& event : step.events)
      std::visit([this](const auto& each) { on(each); }, event);
    for (const Action& action : step.actions) {
      if (const auto* start = std::get_if<StartRun>(&action); start && start->trial == trial_)
        attempt_ = start->attempt;
      if (const auto* stop = std::get_if<StopRun>(&action); stop && stop->trial == trial_)
        begin_to_stop();
    }
  }

  std::vector<TrainingMoment> take() { return std::move(moments_); }

 private:
  template <class Other>
  void on(const Other&) {}
  void on(const RunStarted& event) { begin(event.trial, event.attempt); }
  void on(const MetricsSeen& event) { begin(event.trial, event.attempt); }
  void on(const RunEnded& event) { end(event.trial, event.attempt); }
  void on(const SubmitFailed& event) { end(event.trial, event.attempt); }
  // With a run or between two.
  void on(const StopRequested& event) {
    if (event.mode == StopMode::kStop && event.trial.value_or(trial_) == trial_) begin_to_stop();
  }

  bool is_current(TrialId trial, std::uint32_t attempt) const {
    return trial == trial_ && attempt == attempt_;
  }
  void begin(TrialId trial, std::uint32_t attempt) {
    if (trial != trial_ || attempt < attempt_ || started_ == attempt || is_stopping()) return;
    started_ = attempt_ = attempt;
    add(Kind::kStarted);
  }
  void end(TrialId trial, std::uint32_t attempt) {
    if (!is_current(trial, attempt)) return;
    begin(trial, attempt);
    add(Kind::kEnded);
  }
  bool is_stopping() const { return !moments_.empty() && moments_.back().kind == Kind::kStopping; }
  void begin_to_stop() {
    if (!is_stopping()) add(Kind::kStopping);
  }
  void add(Kind kind) { moments_.push_back({kind, attempt_, at_}); }

  const TrialId trial_;
  std::uint32_t attempt_ = 1, started_ = 0;
  TimePoint at_{};
  std::vector<TrainingMoment> moments_;
};

}  // namespace

std::vector<TrainingMoment> history_in_row(const Trial& trial) {
  if (!trial.started_at) return {};
  return {{Kind::kStarted, 1, *trial.started_at}};
}

Result<std::vector<TrainingMoment>> training_history(const ExperimentReader& jobs,
                                                     const JobName& job,
                                                     const Trial& trial,
                                                     bool stopping) {
  const bool was_stopped =
      trial.status == TrialStatus::kStoppedEarly || trial.status == TrialStatus::kCancelled;
  if (trial.attempts <= 1 && !stopping && !was_stopped) return history_in_row(trial);
  const TimePoint end =
      is_terminal(trial.status) ? trial.ended_at.value_or(TimePoint::max()) : TimePoint::max();
  History history(trial.id);
  TUNER_ASSIGN_OR_RETURN(std::uint64_t number, last_step_before(jobs, job, trial.created_at));
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const std::vector<StepRecord> steps,
                           jobs.steps_after(job, number, kStepsAtOnce));
    for (const StepRecord& step : steps) {
      if (step.wall > end) return history.take();
      history.see(step);
    }
    if (steps.empty()) return history.take();
    number = steps.back().number;
  }
}

Result<std::optional<TimePoint>> last_moment(const ExperimentReader& jobs,
                                             const JobName& job,
                                             const Trial& trial,
                                             bool stopping) {
  if (is_terminal(trial.status) || (trial.attempts <= 1 && !stopping)) return std::nullopt;
  TUNER_ASSIGN_OR_RETURN(const auto history, training_history(jobs, job, trial, stopping));
  return history.empty() ? std::nullopt : std::optional(history.back().at);
}

Result<std::map<std::uint32_t, TimePoint>> attempt_starts(const ExperimentReader& jobs,
                                                          const JobName& job,
                                                          const Trial& trial) {
  std::vector<TrainingMoment> history = history_in_row(trial);
  if (trial.attempts > 1) {
    TUNER_ASSIGN_OR_RETURN(history, training_history(jobs, job, trial, false));
  }
  std::map<std::uint32_t, TimePoint> starts;
  for (const TrainingMoment& moment : history) {
    if (moment.kind == Kind::kStarted) starts.emplace(moment.attempt, moment.at);
  }
  return starts;
}

}  // namespace tuner::sagemaker
