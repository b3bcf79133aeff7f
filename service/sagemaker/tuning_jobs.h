// The operations on tuning jobs; what is checked here is what shapes cannot say.
#pragma once

#include "service/sagemaker/site.h"

namespace tuner::sagemaker {

Operation create_tuning_job;  // recorded, and running, before this returns
Operation describe_tuning_job;
Operation list_tuning_jobs;
Operation list_tuning_children;  // the training jobs of one
Operation stop_tuning_job;       // asynchronous, and durable before this returns
Operation delete_tuning_job;  // with its trials, from the store; the folders of its trainings stay

}  // namespace tuner::sagemaker
