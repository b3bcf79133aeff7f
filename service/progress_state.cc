#include "service/progress_state.h"

#include <algorithm>

#include "metrics/report_text.h"
#include "service/wording.h"
#include "tuner/job/best.h"
#include "tuner/job/front.h"
#include "tuner/run_outcome.h"

namespace tuner {

std::size_t unfinished_trials(std::span<const Trial> trials) {
  return static_cast<std::size_t>(std::ranges::count_if(trials, [](const Trial& trial) {
    return trial.status == TrialStatus::kCancelled && !trial.reason.starts_with(kStoppedOnRequest);
  }));
}

void ProgressState::restore(std::span<const Trial> trials) {
  trials_.assign(trials.begin(), trials.end());
  for (const Trial& trial : trials_) {
    ended_ += is_terminal(trial.status) ? 1 : 0;
    failed_ += trial.status == TrialStatus::kFailed ? 1 : 0;
  }
  for (const Trial* trial : front_of(trials_, spec_.aims())) front_.push_back(trial->id);
  std::ranges::sort(front_);
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
  if (!keeps_constraints(trial, spec_.aims())) return;
  const std::vector<double> reached = losses(trial.id);
  const bool beaten = std::ranges::any_of(front_, [&](TrialId other) {
    return losses(other) == reached || dominates(losses(other), reached);
  });
  if (beaten) return;
  std::erase_if(front_, [&](TrialId other) { return dominates(reached, losses(other)); });
  front_.push_back(trial.id);
}

std::vector<double> ProgressState::losses(TrialId trial) const {
  return losses_of(trials_[trial.number - 1], spec_.aims());
}

bool ProgressState::is_on_front(TrialId trial) const {
  return std::ranges::find(front_, trial) != front_.end();
}

const Trial* ProgressState::newest_of_front() const {
  return front_.empty() ? nullptr : &trials_[front_.back().number - 1];
}

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

std::string short_text(const Configuration& configuration) {
  std::string text;
  for (const auto& [name, value] : configuration) {
    const double* real = std::get_if<double>(&value);
    text += (text.empty() ? "" : " ") + name + "=" +
            (real == nullptr ? to_text(value) : format_value(*real));
  }
  return text;
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
