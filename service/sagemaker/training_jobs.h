// The questions about training jobs: the trials of all tuning jobs, and the single trainings.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "service/sagemaker/seen_job.h"
#include "service/sagemaker/site.h"

namespace tuner::sagemaker {

// A trial by the name of its training job, in whatever case: ARNs are in lower case, and clients take names from them.
struct SeenTraining {
  SeenJob seen;  // without trials
  Trial trial;
};
Result<SeenTraining> see_training(const Site& site, const std::string& name);  // kNotFound
Reply<SeenTraining> find_training(const Site& site, const std::string& name);

// What DescribeTrainingJob answers.
Result<nlohmann::json> describe_training(const Site& site,
                                         const SeenTraining& training,
                                         const Caller& caller);
// The same of a trial of a job that was looked at, as far as its row says it: without final metrics, and with the last attempt alone.
// `echo`: request_echo() of the job.
nlohmann::json describe_row(const Site& site,
                            const SeenJob& seen,
                            const Trial& trial,
                            const nlohmann::json& echo,
                            const Caller& caller);

Operation describe_training_job;
Operation list_training_jobs;

}  // namespace tuner::sagemaker
