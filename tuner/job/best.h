// Which trial is the best one so far, and what a trial is worth.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "tuner/job/objective.h"
#include "tuner/job/trial.h"

namespace tuner {

// One loss per objective; empty unless the trial succeeded, or was stopped early, with a finite
// value of every objective.
std::vector<double> losses_of(const Trial& trial, std::span<const Objective> objectives);

// The trial with the lowest loss of the first objective; the earliest of equals. Null when no trial
// is worth anything.
const Trial* best_trial(std::span<const Trial> trials, std::span<const Objective> objectives);

}  // namespace tuner
