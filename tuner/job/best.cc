#include "tuner/job/best.h"

#include <cmath>

namespace tuner {
namespace {

using Values = std::vector<std::optional<double>>;

bool all_finite(const Values& values, std::size_t count) {
  if (values.size() != count) return false;
  for (const std::optional<double>& value : values) {
    if (!value || !std::isfinite(*value)) return false;
  }
  return true;
}

bool has_values(const Trial& trial, const Aims& aims) {
  return (trial.status == TrialStatus::kSucceeded || trial.status == TrialStatus::kStoppedEarly) &&
         !aims.objectives.empty() && all_finite(trial.objectives, aims.objectives.size()) &&
         (aims.constraints.empty() || all_finite(trial.constraints, aims.constraints.size()));
}

}  // namespace

std::vector<double> losses_of(const Trial& trial, const Aims& aims) {
  std::vector<double> losses;
  if (!has_values(trial, aims)) return losses;
  for (std::size_t i = 0; i < aims.objectives.size(); ++i)
    losses.push_back(aims.objectives[i].to_loss(*trial.objectives[i]));
  return losses;
}

std::vector<double> excesses_of(const Trial& trial, const Aims& aims) {
  std::vector<double> excesses;
  if (!has_values(trial, aims)) return excesses;
  for (std::size_t i = 0; i < aims.constraints.size(); ++i)
    excesses.push_back(aims.constraints[i].excess(*trial.constraints[i]));
  return excesses;
}

bool keeps_constraints(const Trial& trial, const Aims& aims) {
  return has_values(trial, aims) && violation_of(excesses_of(trial, aims)) == 0.0;
}

bool is_better(const Trial& trial, const Trial* best, const Aims& aims) {
  if (!keeps_constraints(trial, aims)) return false;
  if (best == nullptr) return true;
  const double loss = losses_of(trial, aims).front(), lowest = losses_of(*best, aims).front();
  return loss < lowest || (loss == lowest && trial.id < best->id);
}

const Trial* best_trial(std::span<const Trial> trials, const Aims& aims) {
  const Trial* best = nullptr;
  for (const Trial& trial : trials) {
    if (is_better(trial, best, aims)) best = &trial;
  }
  return best;
}

const Trial* nearest_miss(std::span<const Trial> trials, const Aims& aims) {
  const Trial* nearest = nullptr;
  double least = 0.0;
  for (const Trial& trial : trials) {
    if (!has_values(trial, aims)) continue;
    const double violation = violation_of(excesses_of(trial, aims));
    if (violation == 0.0) return nullptr;
    if (nearest != nullptr && violation >= least) continue;
    nearest = &trial;
    least = violation;
  }
  return nearest;
}

}  // namespace tuner
