// The operations that change training jobs: a single training is made, stopped and deleted; what a tuning job trains is the tuning
// job's.
#pragma once

#include "service/sagemaker/site.h"

namespace tuner::sagemaker {

Operation create_training_job;  // recorded, and running, before this returns
Operation stop_training_job;    // asynchronous, and durable before this returns
Operation delete_training_job;  // from the store; its folder stays

}  // namespace tuner::sagemaker
