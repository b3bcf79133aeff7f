// The strategy `auto`: moves between bayesian, tpe and cma_es as the trainings turn out to be long or short.
//
//   begins as bayesian; at fixed numbers of results the median time of the trainings so far, divided by the most that ran side by
//   side, decides (tier_choice.h)
//
// Every strategy is made from all that was asked, recalled and told before, so that a move loses nothing. Trainings without a
// recorded time (ask and tell) leave it at bayesian.
//
// In the flow: a Strategy around others. A function of the sequence of tells and recalls as they are: the recorded time is a
// part of a tell.
#pragma once

#include <cstdint>
#include <memory>

#include "tuner/job/prior.h"
#include "tuner/space/search_space.h"
#include "tuner/strategy.h"

namespace tuner {

std::unique_ptr<Strategy> make_auto(const SearchSpace& space,
                                    std::uint64_t seed,
                                    RelatedTasks related = {});

}  // namespace tuner
