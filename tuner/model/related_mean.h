// What results of other tasks make a process expect of a new one: the posterior mean of one process over the scores of all of
// them (related_results.h), as a function of the columns.
//
// In the flow: a strategy makes it once, before the first trial; the processes of its losses have it as a part of their prior
// mean, with a weight that their own results decide (tuner/gp/gp_parameters.h).
//
// Where the related results all have the same value of a parameter (they lack it, for instance) they say nothing about it, and
// the mean is constant along it. Of more than 512 results, 512 represent the others.
//
// Source  [Salinas2020] section 4; docs/numerics.md, section 21.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "tuner/gp/mean_function.h"
#include "tuner/job/prior.h"
#include "tuner/model/model_coordinates.h"

namespace tuner {

// One for each objective; null where no result is left, or the process cannot be built.
// Contract: results that have losses have at least `objectives` of them.
std::vector<std::shared_ptr<const MeanFunction>> related_means(const ModelCoordinates& coordinates,
                                                               const RelatedTasks& tasks,
                                                               std::size_t objectives);

}  // namespace tuner
