// What a search already knows when its latency is measured: results as an optimiser would have left them.
//
//   numeric   u in [0, 1]^d; loss = Σ (u_j − 0.4)² + 0.1 Σ cos 9 u_j + 0.5 sin(3 u_0 u_1)
//   mixed     the nine parameters of a network: three kinds, two scales (dev_hpo_mlp of bench/regret)
//
// Numeric points are uniform at first; from the 20th on every other one lies ever closer around 0.45, near the minimum. Mixed ones are
// uniform. All are functions of the space and their number, the same for every strategy.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/regret/problem.h"
#include "tuner/base/result.h"

namespace tuner::latency {

// From "mixed", or a number of dimensions from 2 to 1000.
Result<regret::Problem> make_space(const std::string& text);

std::vector<Configuration> make_points(const regret::Problem& space, std::size_t count);

}  // namespace tuner::latency
