// A job that is about to be recorded for the first time.
#pragma once

#include "tuner/experiment_store.h"

namespace tuner {

// With an identity of its own and, where the specification has none, a seed, both drawn from the system's entropy.
JobRecord new_job(TuningJobSpec spec, Prior prior, TimePoint now);

}  // namespace tuner
