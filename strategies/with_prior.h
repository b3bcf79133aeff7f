// What a strategy is given before the first trial (tuner/job/prior.h).
//
//   start     suggested before everything else (start_first.h)
//   related   after these, the few configurations that are best for the related tasks together
//   earlier   told, as trials of the number kBeforeTheJob
//
// In the flow: the registry makes a strategy and hands it over; a model of the related results is the strategy's own affair.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/job/prior.h"
#include "tuner/space/search_space.h"
#include "tuner/strategy.h"

namespace tuner {

// How many constraints the results know; nullopt: none of them has losses.
std::optional<std::size_t> constraints_of(const std::vector<EarlierResult>& results);

// kInvalidArgument at "/start/1/lr" where the space does not allow a configuration to start with, and at "/earlier/3" or
// "/related/0/3" where a result has losses, but not one for each objective, or not as many excesses as the others.
Result<void> check_prior(const Prior& prior, const SearchSpace& space, std::size_t objectives);

// Contract: check_prior() has nothing to say; `strategy` was not asked or told anything.
std::unique_ptr<Strategy> with_prior(std::unique_ptr<Strategy> strategy,
                                     const Prior& prior,
                                     const SearchSpace& space,
                                     std::size_t objectives);

}  // namespace tuner
