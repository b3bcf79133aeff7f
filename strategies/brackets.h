// The budget with which a trial begins: Hyperband's brackets, drawn for each trial.
//
//   bracket s = 0 … brackets − 1 begins at the s-th of the K budgets (Resource::budgets), and is drawn with a probability
//   proportional to the trials that Hyperband would begin there, ⌈K / (K − s) · η^(K − 1 − s)⌉
//
// One bracket: every trial begins at the lowest. Rungs are shared by the brackets.
//
// Source  [Li2018] (Hyperband), [Li2020] (its asynchronous form); the probabilities and the shared rungs as in [Salinas2022].
// In the flow: promotion.h begins trials there, stopping_rules.h judges them from there on.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tuner/base/ids.h"
#include "tuner/job/early_stopping.h"

namespace tuner {

// An index of resource.budgets(). A function of its arguments alone. Contract: 1 ≤ resource.brackets ≤ K.
std::size_t bracket_of(const Resource& resource, std::uint64_t seed, TrialId trial);

}  // namespace tuner
