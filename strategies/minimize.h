// Ask and tell in one call: the configuration of a search space at which a C++ function is
// smallest.
//
//   auto minimum = tuner::minimize(branin, space, {.evaluations = 40, .search = {.seed = 7}});
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "strategies/ask_tell.h"

namespace tuner {

struct MinimizeOptions {
  std::size_t evaluations = 50;
  SearchOptions search = {};
};

struct Minimum {
  Configuration configuration;
  double value = 0.0;
  std::vector<Evaluation>
      history;  // in the order of the evaluations; fewer than asked for when the space is used up
};

// Calls `function` once for each evaluation, one after another. A value that is not finite, or a
// std::exception, is a failed evaluation. kInvalidArgument as AskTell::create();
// kFailedPrecondition when no evaluation succeeded.
Result<Minimum> minimize(const std::function<double(const Configuration&)>& function,
                         const SearchSpace& space,
                         const MinimizeOptions& options = {});

}  // namespace tuner
