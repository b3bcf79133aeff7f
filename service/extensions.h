// From the specifications that a job had, one after the other, to what its scheduler needs.
#pragma once

#include <vector>

#include "tuner/experiment_store.h"
#include "tuner/scheduler.h"

namespace tuner {

// One for each extension of the job, in order. Errors: a strategy cannot be made.
Result<std::vector<Extension>> extensions_of(const JobRecord& job);

}  // namespace tuner
