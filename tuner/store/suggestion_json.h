// Configurations and values of metrics ⇄ JSON as the store keeps them: unlike in spec_json.h, every value
// says what it is, so that it reads back exactly without the search space that it came from.
//
//   {"lr": 0.1, "units": 64, "solver": "adam", "tolerance": {"number": "1e-3"}, "nesterov":
//   {"boolean": "True"}}
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "tuner/job/suggestion.h"

namespace tuner {

nlohmann::json exact_json(const Configuration& configuration);
std::optional<Configuration> configuration_from_exact_json(const nlohmann::json& json);

// One entry an objective: a number, null, or "nan", "inf", "-inf".
nlohmann::json values_to_json(const std::vector<std::optional<double>>& values);
std::optional<std::vector<std::optional<double>>> values_from_json(const nlohmann::json& json);

}  // namespace tuner
