// From a configuration that is incomplete, or belongs to another space, to one of this space.
//
// In the flow: users name good configurations by some of their values; results of earlier jobs belong to the spaces of those
// jobs, whose ranges and parameters may have been others.
#pragma once

#include <optional>

#include "tuner/space/search_space.h"

namespace tuner {

// With every active parameter that it lacks in the middle of its range (of u; of a category, the value in the middle of the list).
// What it has is kept, right or wrong: SearchSpace::check says which.
Configuration completed(const SearchSpace& space, Configuration partial);

// What a configuration of another space means here.
//
//   a value in the range                     itself, moved to the nearest level where there are levels; integers and real
//                                            numbers become each other
//   outside by up to a tenth of the range    the nearer end; the tenth is one of u, on the parameter's scale
//   a parameter that it lacks                the middle, as in completed()
//   a parameter that is unknown or inactive  left out
//
// nullopt where a value lies farther outside, is none of the categories or of another kind, and where the combination is
// forbidden.
std::optional<Configuration> carried_over(const SearchSpace& space, const Configuration& from);

}  // namespace tuner
