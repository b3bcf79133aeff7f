// How far random search gets: the yardstick of every regret.
//
//   median over 301 searches of the true loss of the incumbent after n trials
//
// Trials are uniform draws, seen through the problem's noise; a draw may repeat.
#pragma once

#include <cstddef>
#include <vector>

#include "bench/regret/problem.h"

namespace tuner::regret {

// One entry for each n = 1 … trials. A function of the problem's name, its instance and `trials`.
std::vector<double> random_medians(const Problem& problem,
                                   std::uint64_t instance,
                                   std::size_t trials);

// log₁₀ of (loss − optimum) / (yardstick − optimum), not below −3: a thousandth of what random search leaves is as good as
// nothing. 1 for an infinite loss, of a search in which everything failed.
double log_regret_ratio(double loss, double optimum, double yardstick);

}  // namespace tuner::regret
