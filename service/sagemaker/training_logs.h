// The two operations of CloudWatch Logs by which clients follow a training: its attempts are the streams of the log group
// "/aws/sagemaker/TrainingJobs", named "<training job>/algo-1-a<attempt>".
//
// Events are the lines of a log. When a line was printed is not known: every event bears the time at which the attempt began.
// A line of more than kLogChunkBytes is several events.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "service/sagemaker/site.h"

namespace tuner::sagemaker {

// logStreamNamePrefix must name a training job; the newest attempt is the last stream, or the first.
Operation describe_log_streams;

// The latest events, those at the head of the log, or those behind or before a token. A forward token that comes back unchanged:
// there is nothing more as yet; a backward one: the head is reached.
Operation get_log_events;

}  // namespace tuner::sagemaker
