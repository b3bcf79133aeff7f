// A genetic algorithm for several objectives that costs next to nothing: a population of the best
// trials by front and spread, and children of two of them.
//
//   first       scrambled Sobol points, N of them, running trials counted; N = max(10 M, 20) for M losses
//   then        a child (variation.h) of the winners of two tournaments of two
//   population  the N best told so far: with every tell the last by front_order() leaves it
//
// There are no generations, so that any number of trials may run: a tell replaces one, an ask draws
// from what is there. In quality the two forms do not differ [Durillo2009].
//
// In the flow: a Strategy (tuner/strategy.h) over one space and the first losses; only their order
// counts, and with several the distances within a front. For trials so short, or so many, that a
// Gaussian process would be what takes longest. Configurations that fail do not enter the
// population; trials that fail for reasons of the infrastructure, or are cancelled, teach nothing.
//
// Source  [Deb2002].
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "tuner/space/search_space.h"
#include "tuner/strategy.h"

namespace tuner {

// Contract: objectives >= 1.
std::unique_ptr<Strategy> make_nsga_ii(const SearchSpace& space,
                                       std::uint64_t seed,
                                       std::size_t objectives = 1);

}  // namespace tuner
