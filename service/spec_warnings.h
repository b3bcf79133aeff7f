// What is legal in a specification, and yet may not be what its author meant.
#pragma once

#include <string>
#include <vector>

#include "tuner/job/tuning_job.h"

namespace tuner {

// Sentences for people; empty: nothing is noteworthy.
std::vector<std::string> warnings_of(const TuningJobSpec& spec);

}  // namespace tuner
