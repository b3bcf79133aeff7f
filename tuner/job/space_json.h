// What is searched ⇄ JSON: the parts of spec_json.h about parameters, combinations and configurations. Readers throw
// (stored_json.h).
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "tuner/space/configuration.h"
#include "tuner/space/forbidden.h"
#include "tuner/space/parameter.h"

namespace tuner::stored {

nlohmann::json parameter_json(const Parameter& parameter);
Parameter read_parameter(const nlohmann::json& json);

nlohmann::json rule_json(const Forbidden& rule);
Forbidden read_rule(const nlohmann::json& json);

// {"lr": 0.1, "units": 8, "solver": {"text": "1e-3", "kind": "number"}}: what reads back without a space.
nlohmann::json configuration_json(const Configuration& configuration);
Configuration read_configuration(const nlohmann::json& json);

}  // namespace tuner::stored
