// What stays of a job in the tracking view when the job is deleted.
#pragma once

#include <filesystem>

#include "tuner/experiment_store.h"
#include "tuner/tracking_store.h"

namespace tuner::sagemaker {

// Call it before the job and its folder go: those of its records that a client changed or put into trials of its own keep what they
// show, metrics included. The others leave with the job. Twice is no error. kNotFound: there is no such job.
Result<void> keep_records(TrackingStore& tracking,
                          const ExperimentReader& jobs,
                          const std::filesystem::path& jobs_folder,
                          const JobName& name);

}  // namespace tuner::sagemaker
