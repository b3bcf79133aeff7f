// The operations on training jobs: the trials of all tuning jobs.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "service/sagemaker/seen_job.h"
#include "service/sagemaker/site.h"

namespace tuner::sagemaker {

// What DescribeTrainingJob answers, of a trial of a job that was looked at. `echo`: request_echo() of the job.
Result<nlohmann::json> describe_child(const Site& site,
                                      const SeenJob& seen,
                                      const Trial& trial,
                                      const nlohmann::json& echo,
                                      const Caller& caller);

Reply<nlohmann::json> describe_training_job(Site& site,
                                            const nlohmann::json& input,
                                            const Caller& caller);
Reply<nlohmann::json> list_training_jobs(Site& site,
                                         const nlohmann::json& input,
                                         const Caller& caller);

}  // namespace tuner::sagemaker
