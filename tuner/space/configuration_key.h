// A configuration in 64 bits for each parameter of its space: what is kept where there are very many.
//
//   continuous   the double itself, 0.0 for −0.0
//   K levels     the index of the level; steps are matched to the nearest one
//   inactive     0
//
// Exact  two configurations have the same key only if they are equal: the values of the parents, which are in the key, decide
//        where a 0 means inactive. configuration_of(key_of(c)) = c, up to the sign of zero and the rounding of steps.
// Shapes  space.size() entries, in the order of space.parameters().
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tuner/space/search_space.h"

namespace tuner {

using ConfigurationKey = std::vector<std::uint64_t>;

// Contract: the values are legal, the active parameters are those of the space; the combination may be forbidden.
ConfigurationKey key_of(const SearchSpace& space, const Configuration& configuration);

// Contract: the key comes from key_of() with the same space.
Configuration configuration_of(const SearchSpace& space, std::span<const std::uint64_t> key);

}  // namespace tuner
