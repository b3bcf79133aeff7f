// The log of a job as a stream of events.
#pragma once

#include "service/api/call.h"

namespace tuner::api {

Handler follow_job;

}  // namespace tuner::api
