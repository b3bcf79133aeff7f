#include "tests/simulation/log_audit.h"

#include <map>
#include <optional>
#include <set>

namespace tuner::simulation {
namespace {

constexpr JobTime kStopsWithin = std::chrono::minutes(1);  // the grace is two seconds

class Audit {
 public:
  explicit Audit(const TuningJobSpec& spec) : spec_(spec) {
    budget_ = spec.limits.training_time;
    if (!spec.limits.cost) return;
    const JobTime time(
        static_cast<JobTime::rep>(*spec.limits.cost / *spec.limits.price_per_hour * 3.6e6));
    if (!budget_ || time < *budget_) budget_ = time;
  }

  std::vector<std::string> check(std::span<const StepRecord> steps) {
    for (const StepRecord& step : steps) {
      number_ = step.number;
      if (step.now < now_) broken("job time runs backwards");
      now_ = step.now;
      granted_ = 0;
      stopped_at_once_.clear();
      for (const Action& action : step.actions) {
        if (const auto* stop = std::get_if<StopRun>(&action))
          stopped_at_once_.insert(stop->trial.number);
      }
      for (const Event& event : step.events)
        std::visit([this](const auto& each) { on(each); }, event);
      for (const Action& action : step.actions)
        std::visit([this](const auto& each) { on(each); }, action);
    }
    if (!ended_) broken("the job has no end");
    if (!active_.empty()) broken("trials are active at the end");
    return broken_;
  }

 private:
  void broken(const std::string& what) {
    broken_.push_back("step " + std::to_string(number_) + ": " + what);
  }

  void on(const JobOpened& event) {
    ended_ = false;
    shares_slots_ = event.shares_slots;
  }
  void on(const RunStarted& event) {
    if (is_current(event.trial, event.attempt)) running_.try_emplace(event.trial.number, now_);
  }
  void on(const MetricsSeen& event) {
    if (!is_current(event.trial, event.attempt)) broken("values of a run that is not active");
  }
  void on(const RunEnded& event) {
    if (event.status.end == RunEnd::kPreempted) ++preemptions_[event.trial.number];
    if (event.status.end != RunEnd::kSucceeded) ++failed_runs_[event.trial.number];
    JobTime ran_for = event.status.ran_for;
    const auto since = running_.find(event.trial.number);
    if (event.status.end == RunEnd::kLost && since != running_.end())
      ran_for = std::max(ran_for, now_ - since->second);
    end(event.trial, event.attempt, ran_for);
  }
  void on(const SubmitFailed& event) { end(event.trial, event.attempt, JobTime{0}); }
  void on(const StopRequested&) {}
  void on(const ConvergenceSeen&) {}
  void on(const SlotsGranted& event) { granted_ += event.count; }
  void on(const JobExtended&) {}
  void on(const StopRun& action) {
    if (!is_current(action.trial, action.attempt)) broken("a stop of a run that is not active");
    stopped_.try_emplace(action.trial.number, now_);
  }
  void on(const EndJob&) { ended_ = true; }
  void on(const MarkPlace&) { is_marked_ = true; }

  void on(const StartRun& action) {
    const std::uint32_t trial = action.trial.number;
    std::uint32_t& attempts = attempts_[trial];
    if (action.attempt != ++attempts) broken("attempts are not counted one by one");
    if (!active_.emplace(trial, action.attempt).second) broken("two runs of one trial at once");
    if (active_.size() > spec_.limits.parallel) broken("more runs at once than allowed");
    if (shares_slots_ && action.attempt == 1 && granted_-- == 0)
      broken("a trial begins without a slot");
    if (action.attempt == 1) note_repeat(action);
    if (trial > *spec_.limits.trials + repeated_.size()) broken("more trials than allowed");
    if (ended_) broken("a run begins after the end of the job");
    const std::uint32_t excused = is_marked_ ? failed_runs_[trial] : preemptions_[trial];
    if (action.attempt > 1 + spec_.retries + excused) broken("more attempts than allowed");
    if (stopped_at_once_.contains(trial)) return;  // it is never submitted
    if (spec_.limits.time && now_ >= *spec_.limits.time)
      broken("a run begins beyond the time limit");
    if (budget_ && used() >= *budget_) broken("a run begins beyond the budget");
  }

  // It continues a trial that was to go as far as itself.
  void note_repeat(const StartRun& action) {
    budgets_[action.trial.number] = action.suggestion.budget;
    const auto earlier = action.suggestion.resume_from;
    if (!earlier || budgets_[earlier->number] != action.suggestion.budget) return;
    if (active_.contains(earlier->number)) broken("a trial is tried again that has not ended");
    if (!repeated_.insert(earlier->number).second) broken("a trial is tried again twice");
  }

  void end(TrialId trial, std::uint32_t attempt, JobTime ran_for) {
    if (!is_current(trial, attempt)) return broken("the end of a run that is not active");
    const auto stopped = stopped_.find(trial.number);
    if (stopped != stopped_.end() && now_ - stopped->second > kStopsWithin)
      broken("a run has not ended long after its stop");
    stopped_.erase(trial.number);
    active_.erase(trial.number);
    running_.erase(trial.number);
    used_ += ran_for;
  }

  bool is_current(TrialId trial, std::uint32_t attempt) const {
    const auto found = active_.find(trial.number);
    return found != active_.end() && found->second == attempt;
  }

  JobTime used() const {
    JobTime sum = used_;
    for (const auto& [trial, since] : running_) sum += now_ - since;
    return sum;
  }

  const TuningJobSpec& spec_;
  std::optional<JobTime> budget_;
  std::uint64_t number_ = 0;
  JobTime now_{0}, used_{0};
  bool ended_ = false, is_marked_ = false, shares_slots_ = false;
  std::size_t granted_ = 0;  // slots, in this step
  std::map<std::uint32_t, std::uint32_t> attempts_, active_, preemptions_, failed_runs_;
  std::map<std::uint32_t, JobTime> running_, stopped_;  // since
  std::set<std::uint32_t> stopped_at_once_, repeated_;
  std::map<std::uint32_t, std::optional<std::int64_t>> budgets_;
  std::vector<std::string> broken_;
};

}  // namespace

std::vector<std::string> audit_log(std::span<const StepRecord> steps, const TuningJobSpec& spec) {
  return Audit(spec).check(steps);
}

}  // namespace tuner::simulation
