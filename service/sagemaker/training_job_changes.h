// The operations that change training jobs. What a tuning job trains can be stopped, too; it leaves the store with the tuning job.
#pragma once

#include "service/sagemaker/site.h"

namespace tuner::sagemaker {

Operation create_training_job;  // recorded, and running, before this returns
Operation stop_training_job;    // asynchronous, and durable before this returns
Operation delete_training_job;  // from the store; its folder stays

}  // namespace tuner::sagemaker
