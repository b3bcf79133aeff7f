#include "tuner/job/best.h"

#include <cmath>

#include "tuner/base/check.h"

namespace tuner {

std::vector<double> losses_of(const Trial& trial, std::span<const Objective> objectives) {
  if (trial.status != TrialStatus::kSucceeded && trial.status != TrialStatus::kStoppedEarly)
    return {};
  if (trial.objectives.size() != objectives.size()) return {};
  std::vector<double> losses;
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    const std::optional<double>& value = trial.objectives[i];
    if (!value || !std::isfinite(*value)) return {};
    losses.push_back(objectives[i].to_loss(*value));
  }
  return losses;
}

const Trial* best_trial(std::span<const Trial> trials, std::span<const Objective> objectives) {
  const Trial* best = nullptr;
  double lowest = 0.0;
  for (const Trial& trial : trials) {
    const std::vector<double> losses = losses_of(trial, objectives);
    if (losses.empty() || (best != nullptr && losses[0] >= lowest)) continue;
    best = &trial;
    lowest = losses[0];
  }
  return best;
}

}  // namespace tuner
