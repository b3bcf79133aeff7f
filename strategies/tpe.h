// The tree-structured Parzen estimator: propose where good configurations are dense and bad ones are not.
//
//   few results      scrambled Sobol points, n₀ = clamp(d + 1, 5, 10), running trials counted
//   then             argmax over 64 draws x from l of ln l(x) − ln g(x), the first that is new; every third trial
//                    chooses from 2 only, so that the search leaves a branch that is merely good
//
//   l   the estimator (parzen.h) of the best min(⌈0.1 n⌉, 25) configurations
//   g   of all others, of those that failed, and of those that are running: where somebody already looks, nobody else
//       needs to. Of more than 2000 the running ones, the best and the newest count
//
// In the flow: a Strategy (tuner/strategy.h) over one space and the first of the losses; only their order counts. An
// answer costs time in n · d and no fit: for trials so short that a Gaussian process would be what takes longest.
// Trials that fail for reasons of the infrastructure, or are cancelled, teach nothing.
//
// Source  [Bergstra2011], section 4; with joint kernels [Falkner2018].
#pragma once

#include <cstdint>
#include <memory>

#include "tuner/space/search_space.h"
#include "tuner/strategy.h"

namespace tuner {

std::unique_ptr<Strategy> make_tpe(const SearchSpace& space, std::uint64_t seed);

}  // namespace tuner
