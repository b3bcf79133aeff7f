// What Describe shows of the request that a job came from: as it was sent, with what the real service adds to it.
//
// A job of the command line has no request; what its specification means in the API's words is written instead.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "service/sagemaker/call.h"
#include "tuner/experiment_store.h"

namespace tuner::sagemaker {

// The members HyperParameterTuningJobConfig, TrainingJobDefinition or TrainingJobDefinitions, WarmStartConfig and Autotune, those
// that there are; of a single training, its request as the TrainingJobDefinition.
nlohmann::json request_echo(const JobRecord& job, const Caller& caller);

// The definition of this name in such an echo, or its only one. nullptr: there is none.
const nlohmann::json* echoed_definition(const nlohmann::json& echo, const std::string& name);

// The name of the strategy in the API; of one that it does not know, the nearest: Bayesian.
const char* strategy_name(const TuningJobSpec& spec);

}  // namespace tuner::sagemaker
