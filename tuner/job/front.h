// The trials among which a job with several objectives leaves the choice to its user: those that no
// other trial dominates.
//
//   a dominates b   ⟺   a_j <= b_j for every objective j, and a_j < b_j for one of them
//
// In the flow: commands and reports show the front of a job's trials, strategies improve the front
// of what they were told. With one objective it is best_trial() alone.
//
// Source  sorting first, so that every point meets only the front so far: [Kung1975].
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tuner/job/aims.h"
#include "tuner/job/trial.h"

namespace tuner {

// Contract: as many losses in both; NaN is not among them.
bool dominates(std::span<const double> a, std::span<const double> b);

// Indices of the front, by ascending first loss, then second, …. Of equals only the earliest; empty
// vectors, which stand for trials without a value, are left out. O(n f) comparisons for a front of f.
std::vector<std::size_t> front_of(std::span<const std::vector<double>> losses);

// The front of the trials that keep every constraint (keeps_constraints), in the same order.
std::vector<const Trial*> front_of(std::span<const Trial> trials, const Aims& aims);

}  // namespace tuner
