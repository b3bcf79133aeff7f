// The operations on tuning jobs. Inputs have been checked against their shapes; what is checked here is what shapes cannot say.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "service/sagemaker/site.h"

namespace tuner::sagemaker {

// The job is recorded, and runs, before this returns.
Reply<nlohmann::json> create_tuning_job(Site& site,
                                        const nlohmann::json& input,
                                        const Caller& caller);
Reply<nlohmann::json> describe_tuning_job(Site& site,
                                          const nlohmann::json& input,
                                          const Caller& caller);
Reply<nlohmann::json> list_tuning_jobs(Site& site,
                                       const nlohmann::json& input,
                                       const Caller& caller);
// Of its trials.
Reply<nlohmann::json> list_tuning_children(Site& site,
                                           const nlohmann::json& input,
                                           const Caller& caller);
// Asynchronous, and durable before it returns.
Reply<nlohmann::json> stop_tuning_job(Site& site,
                                      const nlohmann::json& input,
                                      const Caller& caller);
// The job and its trials leave the store; the folders of its trainings stay.
Reply<nlohmann::json> delete_tuning_job(Site& site,
                                        const nlohmann::json& input,
                                        const Caller& caller);

}  // namespace tuner::sagemaker
