// What is wrong with the configurations that a job is to start with, and with the names of the jobs that it is to learn from.
#pragma once

#include <vector>

#include "tuner/base/error.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// Each with its place ("/start/1/lr", "/warm_start/jobs/0"). Parts of TuningJobSpec::problems(). Whether the jobs exist and fit
// only their home can say.
std::vector<Error> start_problems(const TrainingDefinition& training);
std::vector<Error> warm_start_problems(const TuningJobSpec& spec);

}  // namespace tuner
