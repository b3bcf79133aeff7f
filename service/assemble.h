// From a job's record to the parts that run it: the only place that knows every family of plug-ins.
#pragma once

#include "tuner/experiment_store.h"
#include "tuner/store/home.h"
#include "tuner/tuner.h"

namespace tuner {

// `store`, `clock` and `observer` outlive the parts. Errors: the strategy, the backend or an expression that the spec names
// cannot be made here.
Result<TunerParts> assemble(const JobRecord& job,
                            const Home& home,
                            ExperimentStore& store,
                            const Clock& clock,
                            TunerObserver* observer);

}  // namespace tuner
