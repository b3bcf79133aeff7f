// The parts of a CreateHyperParameterTuningJob request that say how to search beyond a strategy's name.
#pragma once

#include "tuner/job/field.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// TuningJobCompletionCriteria.
void read_sagemaker_completion(const Field& field, Completion& completion);

// WarmStartConfig: the parents are jobs of this home.
WarmStart read_sagemaker_warm_start(const Field& field);

// Where the strategy is Hyperband: its rungs as the rule asha, from StrategyConfig, or the static hyperparameter that counts epochs.
// Contract: `config` is a mapping, HyperParameterTuningJobConfig, and the rest of the request is in `spec`.
void read_sagemaker_hyperband(const Field& config, TuningJobSpec& spec);

}  // namespace tuner
