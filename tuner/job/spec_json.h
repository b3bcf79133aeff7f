// TuningJobSpec ⇄ JSON: the canonical form that the store keeps. Reading a person's file is job_file.h's work.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "tuner/base/result.h"
#include "tuner/job/suggestion.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

nlohmann::json to_json(const TuningJobSpec& spec);
Result<TuningJobSpec> spec_from_json(const nlohmann::json& json);

nlohmann::json to_json(const Configuration& configuration);  // {"lr": 0.1, "solver": "adam"}
nlohmann::json to_json(const ParameterValue& value);
// Types follow the space: 3 is an integer for an Integer, 3.0 for a Continuous. kInvalidArgument where a value does not fit.
Result<Configuration> configuration_from_json(const SearchSpace& space, const nlohmann::json& json);

}  // namespace tuner
