// Tuning jobs: the documents of `tuner list`, `show` and `best --json`, and the wish to stop one.
#pragma once

#include "service/api/call.h"

namespace tuner::api {

Handler list_jobs, get_job, get_best, stop_job;

}  // namespace tuner::api
