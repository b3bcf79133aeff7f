// The results of another job as a new one would have them: with its objectives and constraints, and its parameters.
//
//   tuned here, fixed there   every result has the value from there
//   tuned there, fixed here   the results with the value from here are of the same task; the others are of another one
#pragma once

#include <vector>

#include "tuner/experiment_store.h"
#include "tuner/job/prior.h"

namespace tuner {

// Each in the order in which they ended, without those that teach nothing.
struct OtherResults {
  std::vector<EarlierResult> same, elsewhere;
};

// Of two jobs without definitions; `aims` are those of the new one, `here`.
Result<OtherResults> results_of_other(const ExperimentReader& home,
                                      const TuningJobSpec& there,
                                      const TuningJobSpec& here,
                                      const Aims& aims);

}  // namespace tuner
