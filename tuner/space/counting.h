// How many configurations a search space with conditions has; the work behind SearchSpace::cardinality().
#pragma once

#include <cstdint>
#include <optional>

#include "tuner/space/search_space.h"

namespace tuner {

// Combinations that are tried one by one; about a second.
inline constexpr std::uint64_t kMostSteps = 4'000'000;

// See SearchSpace::cardinality().
std::optional<std::uint64_t> count_configurations(const SearchSpace& space, std::uint64_t cap);

}  // namespace tuner
