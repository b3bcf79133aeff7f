// From the specifications that a job had, one after the other, to what its scheduler needs.
#pragma once

#include <vector>

#include "tuner/experiment_store.h"
#include "tuner/scheduler.h"

namespace tuner {

// One for each extension of the job, in order. Errors: a strategy cannot be made.
Result<std::vector<Extension>> extensions_of(const JobRecord& job);

// The specification that was in force when the trial was created, by the job's log.
Result<TuningJobSpec> spec_at_creation(const ExperimentReader& reader,
                                       const JobRecord& job,
                                       TrialId trial);

}  // namespace tuner
