// A step of a job's log as the event stream tells it; openapi.json describes the form. Fields are only ever added.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "tuner/events.h"
#include "tuner/job/tuning_job.h"

namespace tuner::api {

// What a training printed last is left out (it is in its log), and so are points of a metric beyond the first hundreds.
nlohmann::ordered_json step_json(const StepRecord& step, const TuningJobSpec& spec);

}  // namespace tuner::api
