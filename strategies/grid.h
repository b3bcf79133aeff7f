// Every combination of levels once, in a fixed order (see configuration_list.h).
#pragma once

#include <memory>

#include "tuner/base/result.h"
#include "tuner/space/search_space.h"
#include "tuner/strategy.h"

namespace tuner {

// kInvalidArgument when a continuous range has no step, or when there are more than
// ConfigurationList::kMaxSize combinations.
Result<std::unique_ptr<Strategy>> make_grid(const SearchSpace& space);

}  // namespace tuner
