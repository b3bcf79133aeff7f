// ExperimentConfig of a training job: into which trial its component goes.
//
// Of an experiment without a trial, a new trial of the training job's name is made. A run's name is only echoed.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "service/sagemaker/tracking_context.h"

namespace tuner::sagemaker {

// kNotFound: there is no experiment or no trial of that name; kInvalidArgument: the trial is another experiment's.
Result<void> check_experiment_config(const TrackingContext& context, const nlohmann::json& config);

// The component that an earlier training job of this name has left, with what clients changed of it, leaves its trials and the store.
Result<void> forget_component(TrackingStore& store, const std::string& training);

// For a training job that is recorded; `config` has been checked.
Result<void> join_experiment(const TrackingContext& context,
                             const nlohmann::json& config,
                             const std::string& training);

}  // namespace tuner::sagemaker
