// When a job and its trials end, and what it begins with ⇄ JSON: parts of spec_json.h. Readers throw (stored_json.h).
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "tuner/job/tuning_job.h"

namespace tuner::stored {

nlohmann::json limits_json(const Limits& limits);
Limits read_limits(const nlohmann::json& json);

nlohmann::json completion_json(const Completion& completion);
Completion read_completion(const nlohmann::json& json);

nlohmann::json early_stopping_json(const EarlyStopping& rules);
EarlyStopping read_early_stopping(const nlohmann::json& json);

nlohmann::json resource_json(const Resource& resource);
Resource read_resource(const nlohmann::json& json);

nlohmann::json breaker_json(const std::optional<Breaker>& breaker);  // false: there is none
std::optional<Breaker> read_breaker(const nlohmann::json& json);

nlohmann::json failures_json(const std::vector<FailurePattern>& failures);
std::vector<FailurePattern> read_failures(const nlohmann::json& json);

nlohmann::json warm_start_json(const WarmStart& warm_start);
WarmStart read_warm_start(const nlohmann::json& json);

}  // namespace tuner::stored
