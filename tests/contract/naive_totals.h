// What the trials of a job come to, counted anew from all of them: what a store keeps has to equal it.
#pragma once

#include <span>

#include "tuner/job/best.h"
#include "tuner/job/trial_totals.h"

namespace tuner::testing {

inline TrialTotals naive_totals(std::span<const Trial> trials, const Aims& aims) {
  TrialTotals totals;
  for (const Trial& trial : trials) {
    ++totals.counts[trial.status];
    totals.training_time += trial.ran_for;
    if (trial.status != TrialStatus::kFailed) continue;
    const auto group = totals.failures.try_emplace(trial.failure, 0, trial.id).first;
    ++group->second.count;
  }
  if (const Trial* best = best_trial(trials, aims)) totals.best = best->id;
  return totals;
}

}  // namespace tuner::testing
