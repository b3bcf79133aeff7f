// From the jobs and files that a warm start names to the results that the new job begins with.
//
// In the flow: a job file is checked against its home before the job exists; what is found then is kept with the job, so that it
// stays what it was whatever becomes of the others. Trials that teach nothing (cancelled, lost, still running) are left out, and
// what those jobs began with themselves is not handed on.
#pragma once

#include <string>
#include <vector>

#include "tuner/base/error.h"
#include "tuner/experiment_store.h"
#include "tuner/job/prior.h"

namespace tuner {

struct FoundPrior {
  Prior prior = {};
  std::vector<std::string> notes = {};  // of files: which of their rows were left out
  std::vector<Error> problems =
      {};  // at "/warm_start/jobs/0"; the prior counts where there are none
};

// Problems: a job that does not exist, lacks an objective of this one, or has no result that fits; for kind `identical`, other
// parameters or other kinds of them, or a constrained metric that it did not measure, for kind `transfer`, no parameter in
// common. Constraints are those of the new job, and of kind `transfer` none. Empty without a warm start.
FoundPrior find_prior(const ExperimentReader& home, const TuningJobSpec& spec);

}  // namespace tuner
