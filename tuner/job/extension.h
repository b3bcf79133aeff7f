// What may become of a job after it was created, without making its results so far worthless.
//
//   may change     limits, ranges, categories, forbidden combinations, strategy, early stopping, completion, retries, what a run gets
//   may not        what a value means: objectives, metrics, constraints, the training and its data; which parameters there are, and
//                  which definitions
//
// Of a job with several definitions the same holds for each of them.
#pragma once

#include <vector>

#include "tuner/base/error.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// Every change from `before` to `after` that cannot be, each with the JSON pointer of the field. A seed that is unset in
// `after` is the same one. The rules of `after` itself are problems() of it.
std::vector<Error> extension_problems(const TuningJobSpec& before, const TuningJobSpec& after);

// Whether another strategy has to be made: it is told of the results so far.
bool searches_otherwise(const TuningJobSpec& before, const TuningJobSpec& after);

}  // namespace tuner
