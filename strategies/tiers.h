// Which strategy suits trainings of a length: suggestions should come much faster than trainings end.
//
//   bayesian   the fewest trainings to a good result, milliseconds for a suggestion
//   tpe        tenths of a millisecond; every kind of parameter
//   cma_es     microseconds; ordered parameters only, all of them always active
//
//   With p trainings side by side one ends every T/p seconds. A tier is left when a suggestion takes more than twice kShare of
//   that, and one that costs more is taken up when its suggestions take at most kShare.
//
// In the flow: the strategy `auto` asks at fixed numbers of results. The costs are a table and not a clock, so that a replay
// decides as the first run did.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tuner/space/search_space.h"

namespace tuner {

enum class Tier : std::uint8_t { kBayesian, kTpe, kCmaEs };  // the most expensive first

std::string_view name_of(Tier tier);  // of its strategy

inline constexpr double kShare = 0.05;

// Of one suggestion and the tell of its result, with `results` known, in `dimension` parameters; docs/numerics.md, section 19.
double suggestion_seconds(Tier tier, std::size_t results, std::size_t dimension);

// `seconds_between` is the time in which one training ends: the median of the trainings so far, divided by how many run side by
// side.
Tier choose_tier(Tier current,
                 const SearchSpace& space,
                 std::size_t results,
                 double seconds_between);

// The number of results after `results` at which is decided again: 16, then a quarter more each time.
std::size_t next_decision(std::size_t results);

}  // namespace tuner
