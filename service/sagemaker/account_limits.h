// The quotas that Amazon SageMaker gives an account for tuning jobs, as they are before anybody asks for more. They are in force
// with --strict-limits only.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "service/sagemaker/call.h"

namespace tuner::sagemaker {

// What is wrong with creating the tuning job `request`, a checked input of CreateHyperParameterTuningJob, while `running` others run:
// ResourceLimitExceeded with every limit that it is beyond; ValidationException where it names no resources to train with.
std::optional<Fault> beyond_account_limits(const nlohmann::json& request, std::size_t running);

// The same of one training job, a checked input of CreateTrainingJob.
std::optional<Fault> training_beyond_account_limits(const nlohmann::json& request);

}  // namespace tuner::sagemaker
