// A tuning job and a trial as records of the tracking view.
#pragma once

#include "tuner/experiment_store.h"
#include "tuner/tracking_store.h"

namespace tuner::sagemaker {

// kind: experiment or trial group.
TrackingRecord record_of(RecordKind kind, const JobRecord& job);

// Hyperparameters are numbers where their text is one.
TrackingRecord record_of(const JobRecord& job, const Trial& trial);

}  // namespace tuner::sagemaker
