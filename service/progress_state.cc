#include "service/progress_state.h"

#include <algorithm>

#include "metrics/report_text.h"
#include "service/wording.h"
#include "tuner/job/best.h"

namespace tuner {

void ProgressState::restore(std::span<const Trial> trials) {
  trials_.assign(trials.begin(), trials.end());
  for (const Trial& trial : trials_) {
    ended_ += is_terminal(trial.status) ? 1 : 0;
    failed_ += trial.status == TrialStatus::kFailed ? 1 : 0;
  }
  if (const Trial* best = best_trial(trials_, spec_.aims())) best_ = best->id;
}

void ProgressState::apply(const StepRecord& step, std::span<const Trial> changed) {
  for (const Trial& trial : changed) apply(trial);
  for (const Event& event : step.events) {
    const auto* seen = std::get_if<MetricsSeen>(&event);
    if (seen == nullptr || seen->trial.number > trials_.size()) continue;
    const std::string metric = metric_of(spec_, trials_[seen->trial.number - 1]);
    for (const MetricPoint& point : seen->points) {
      if (point.name == metric) last_points_[seen->trial] = point;
    }
  }
}

void ProgressState::apply(const Trial& trial) {
  if (trial.id.number > trials_.size()) trials_.resize(trial.id.number);
  Trial& known = trials_[trial.id.number - 1];
  const bool ends_now = is_terminal(trial.status) && !is_terminal(known.status);
  known = trial;
  if (!ends_now) return;
  ++ended_;
  failed_ += trial.status == TrialStatus::kFailed ? 1 : 0;
  const Aims aims = spec_.aims();
  if (!keeps_constraints(trial, aims)) return;
  if (!best_ || losses_of(trial, aims)[0] < losses_of(*best(), aims)[0]) best_ = trial.id;
}

const Trial* ProgressState::best() const { return best_ ? &trials_[best_->number - 1] : nullptr; }

std::vector<const Trial*> ProgressState::running() const {
  std::vector<const Trial*> running;
  for (const Trial& trial : trials_) {
    if (trial.id.number != 0 && !is_terminal(trial.status)) running.push_back(&trial);
  }
  return running;
}

std::optional<MetricPoint> ProgressState::last_point(TrialId trial) const {
  const auto found = last_points_.find(trial);
  if (found == last_points_.end()) return std::nullopt;
  return found->second;
}

std::string values_text(const TuningJobSpec& spec, const Trial& trial) {
  std::string text;
  const auto& objectives = spec.definition_of(trial.suggestion).objectives;
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    if (i >= trial.objectives.size() || !trial.objectives[i]) continue;
    text += (text.empty() ? "" : "  ") + objectives[i].metric + "=" +
            format_value(*trial.objectives[i]);
  }
  for (std::size_t i = 0; i < std::min(spec.constraints.size(), trial.constraints.size()); ++i) {
    if (!trial.constraints[i]) continue;
    text += (text.empty() ? "" : "  ") + spec.constraints[i].metric + "=" +
            constraint_text(trial, spec.constraints, i);
  }
  return text.empty() && !objectives.empty() ? "no value" : text;
}

}  // namespace tuner
