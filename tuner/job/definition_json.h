// The part of a stored specification that a job with several definitions has once for each of them.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "tuner/job/tuning_job.h"

namespace tuner {

nlohmann::json training_json(const TrainingDefinition& training);
nlohmann::json definition_json(const NamedDefinition& definition);

// Throw what spec_from_json() catches.
void read_training(const nlohmann::json& json, TrainingDefinition& training);
NamedDefinition read_definition(const nlohmann::json& json);

}  // namespace tuner
