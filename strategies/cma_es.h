// Covariance matrix adaptation: an evolution strategy for very many, very short trials.
//
//   A generation of λ configurations is drawn from a distribution around a mean; what is learnt from their order moves the
//   mean and shapes the distribution (cma_run.h), from which the next generation is drawn.
//
//   workers      Nobody waits: a trial is drawn from the distribution as it is when it is asked for, and a generation
//                closes with the λ-th result of whichever trials. Late results count in the generation that is open.
//   restarts     When a run has converged or stagnates, the next one starts at a uniform point: with twice as many
//                configurations to a generation, or, while such runs have had more results, with few and a smaller σ.
//   imported     Results of configurations that nobody asked for, told before the first ask: the best tenth of them is the
//                first mean. Later ones are only not proposed again.
//   failures     rank worst, by taking no part; a run of which a whole generation fails starts anew elsewhere
//
// In the flow: a Strategy (tuner/strategy.h) over one space and the first of the losses; only their order counts.
// A draw is a function of the seed, the trial and the results told before it was asked for, so that recall() draws it
// again. Conditional parameters have a value in every draw, which is ignored while they are inactive.
//
// Source  [Hansen2016]; restarts [Hansen2009a]; integers [Hamano2022]; categories [Hamano2024]. docs/numerics.md, section 16.
#pragma once

#include <cstdint>
#include <memory>

#include "tuner/space/search_space.h"
#include "tuner/strategy.h"

namespace tuner {

std::unique_ptr<Strategy> make_cma_es(const SearchSpace& space, std::uint64_t seed);

}  // namespace tuner
