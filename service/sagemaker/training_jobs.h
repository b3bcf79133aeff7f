// The operations on training jobs: the trials of all tuning jobs.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "service/sagemaker/site.h"

namespace tuner::sagemaker {

Reply<nlohmann::json> describe_training_job(Site& site,
                                            const nlohmann::json& input,
                                            const Caller& caller);
Reply<nlohmann::json> list_training_jobs(Site& site,
                                         const nlohmann::json& input,
                                         const Caller& caller);

}  // namespace tuner::sagemaker
