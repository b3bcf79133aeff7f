// Results of other tasks on a scale and in a space that all tasks share.
//
//   score = Φ⁻¹(rank / (n + 1))     of the n results of a task that have a value; equal losses share the average of their ranks
//
// Ranks forget the unit and the spread of a task's losses, which differ from task to task even where the good configurations are
// the same. A result that the new space cannot hold (tuner/space/carry_over.h) is dropped after it was ranked; results without a
// value teach nothing.
//
// Source  [Salinas2020] section 4; complementary configurations [Wistuba2015].
#pragma once

#include <cstddef>
#include <vector>

#include "tuner/job/prior.h"
#include "tuner/space/search_space.h"

namespace tuner {

struct RelatedResult {
  Configuration configuration;  // of the new space
  double rank = 0.0;            // rank / (n + 1), in (0, 1); small is good
};

// Of one task, in its order, by the loss of objective `objective`.
// Contract: results that have losses have at least objective + 1 of them.
std::vector<RelatedResult> ranked_results(const SearchSpace& space,
                                          const std::vector<EarlierResult>& task,
                                          std::size_t objective);

// The few configurations that are good together: each next one lowers the sum over all tasks and objectives of the best rank so
// far by most; what a task has not tried counts there as the worst. At most five; none that lowers nothing.
std::vector<Configuration> complementary(const SearchSpace& space,
                                         const RelatedTasks& tasks,
                                         std::size_t objectives);

}  // namespace tuner
