// Which trial is the best one so far, and what a trial is worth.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "tuner/job/aims.h"
#include "tuner/job/trial.h"

namespace tuner {

// One loss per objective; empty unless the trial succeeded, or was stopped early, with a finite
// value of every objective and of every metric that is constrained.
std::vector<double> losses_of(const Trial& trial, const Aims& aims);

// One entry per constraint, see Constraint::excess(); empty where losses_of() is.
std::vector<double> excesses_of(const Trial& trial, const Aims& aims);

// Whether the trial has losses and keeps every constraint: only such a trial can be the best.
bool keeps_constraints(const Trial& trial, const Aims& aims);

// Whether `trial` comes before `best` (null: there is none yet) in the order by which best_trial() chooses: by the loss of the
// first objective, then by number. Contract: `best` keeps every constraint.
bool is_better(const Trial& trial, const Trial* best, const Aims& aims);

// The trial with the lowest loss of the first objective among those that keep every constraint; the
// earliest of equals. Null when there is none.
const Trial* best_trial(std::span<const Trial> trials, const Aims& aims);

// The trial with losses that violates constraints least (violation_of), the earliest of equals. Null
// when there is none with losses, or when one keeps every constraint.
const Trial* nearest_miss(std::span<const Trial> trials, const Aims& aims);

}  // namespace tuner
