// The default strategy: a Gaussian process of every loss, and the configuration from which they
// expect most.
//
//   few results           scrambled Sobol points, n₀ = clamp(d + 1, 5, 10), running trials counted;
//                         with related tasks 5
//   then, one objective   argmax over u of a(mean(u), variance(u | results and running trials)),
//                         where a is the logarithm of the expected improvement, in which every
//                         second time large ones count more, see acquisition_choice.h
//   several               argmax over u of logEHVI(means(u), variances(u | …), free space), see
//                         bayesian_front.h
//   three and more        so, and every second trial argmax over u of logEI of the distance along a
//                         random direction, of which there is a process of its own, see front_direction.h
//
// In the flow: a Strategy (tuner/strategy.h) over one space and the first losses. Which
// configurations fail is learnt by a model of its own (tuner/model/success_model.h), and the
// logarithm of the probability that one works is added; trials that fail for reasons of the
// infrastructure, or are cancelled, teach nothing. No configuration is suggested twice: a finite
// space is exhausted when all of it has been suggested or told.
//
// Results of related tasks are a part of the prior mean of every process (tuner/model/related_mean.h).
//
// Nothing depends on when questions are asked: the model is a function of the sequence of tells
// (tuner/gp/surrogate.h), chance of (seed, trial).
//
// Source  [Jones1998]; pending trials: docs/numerics.md, section 7.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "tuner/job/prior.h"
#include "tuner/space/search_space.h"
#include "tuner/strategy.h"

namespace tuner {

std::unique_ptr<Strategy> make_bayesian(const SearchSpace& space,
                                        std::uint64_t seed,
                                        std::size_t objectives = 1,
                                        const RelatedTasks& related = {});

}  // namespace tuner
