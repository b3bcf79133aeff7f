// The trials of a job, what each printed, and its metrics.
#pragma once

#include "service/api/call.h"

namespace tuner::api {

Handler list_trials, get_trial, get_log, list_metrics, get_metric;

}  // namespace tuner::api
