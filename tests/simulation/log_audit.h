// What the log of a job must not show, checked without any of the code that wrote it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tuner/events.h"
#include "tuner/job/tuning_job.h"

namespace tuner::simulation {

// A sentence for every promise that is broken: more trials or runs at once than allowed, an attempt that begins before the last one
// ended or that begins or ends twice, a stop that is not heard, a start beyond a budget of time or cost or after the end of the job.
std::vector<std::string> audit_log(std::span<const StepRecord> steps, const TuningJobSpec& spec);

}  // namespace tuner::simulation
