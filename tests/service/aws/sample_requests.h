// Requests for tests, and what the validation says of them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "service/aws/shapes.h"

namespace tuner::aws {

const Shape& input_of(std::string_view operation, Strictness strictness = Strictness::kStrict);

// "Code: message"; empty where the request may go on.
std::string refused(std::string_view operation,
                    const nlohmann::json& request,
                    Strictness strictness = Strictness::kStrict);

// A CreateHyperParameterTuningJob such as the SageMaker Python SDK sends, and the same with another value at a JSON pointer.
const nlohmann::json& tuning_job();
nlohmann::json tuning_job_with(const char* pointer, const nlohmann::json& value);

}  // namespace tuner::aws
