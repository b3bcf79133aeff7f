// Hyperparameters are shown to everybody who may read a job, and are passed on command lines: credentials do not belong there.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "service/aws/fault.h"

namespace tuner::sagemaker {

// Why a request is refused that gives a value of the form of an AWS credential to a hyperparameter, static or categorical, at any
// depth; all such hyperparameters are named, no value is.
std::optional<aws::Fault> credential_refusal(const nlohmann::json& input);

}  // namespace tuner::sagemaker
