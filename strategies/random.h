// Independent uniform points of the unit cube: the honest baseline, and the first choice when
// nothing else is known.
#pragma once

#include <cstdint>
#include <memory>

#include "tuner/space/search_space.h"
#include "tuner/strategy.h"

namespace tuner {

std::unique_ptr<Strategy> make_random(SearchSpace space, std::uint64_t seed);

}  // namespace tuner
