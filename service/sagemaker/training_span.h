// Where the trainings of a job stand among those of all jobs, so that a page of them reads no more jobs than it must.
#pragma once

#include "tuner/base/text.h"
#include "tuner/experiment_store.h"
#include "tuner/tracking_store.h"

namespace tuner::sagemaker {

// Neither end need be a training's.
struct TrainingSpan {
  RecordQuery::Place low, high;
};

// In the order of names, those of their components included, without regard to case.
inline TrainingSpan span_by_name(const JobHead& job) {
  const std::string name = lower_case(job.name.text);
  return {{.name = name}, {.name = name + "-\x7f"}};
}

// In the order of the times at which they were created: none is younger than the job's last step.
inline TrainingSpan span_by_time(const JobHead& job) {
  const TimePoint last = std::max(job.created_at, job.last_step_at.value_or(job.created_at));
  return {{job.created_at, ""}, {last, "\x7f"}};
}

}  // namespace tuner::sagemaker
