// Scrambled Sobol points: trial n gets point n - 1 of a sequence that fills the unit cube evenly,
// whatever is told.
#pragma once

#include <cstdint>
#include <memory>

#include "tuner/space/search_space.h"
#include "tuner/strategy.h"

namespace tuner {

std::unique_ptr<Strategy> make_sobol(const SearchSpace& space, std::uint64_t seed);

}  // namespace tuner
