// Whether the rules of a space leave anything: the search for one allowed configuration.
#pragma once

#include "tuner/base/result.h"
#include "tuner/space/search_space.h"

namespace tuner {

// An allowed configuration, the same one for the same space. kInvalidArgument when there is none, at "/forbidden/i" where
// the rules up to i leave nothing. A finite space is searched to its end, if that takes at most kMostSteps
// (counting.h); of others only draws can be looked at, half of them moved to where sums are less broken: when none of a
// hundred thousand is allowed (fewer where one takes long), the space counts as empty.
Result<Configuration> find_allowed(const SearchSpace& space);

}  // namespace tuner
