// The TrainingJobDefinition, or TrainingJobDefinitions, of a SageMaker request: what is run, with which data, for how long.
#pragma once

#include <chrono>
#include <string_view>

#include "service/catalogue.h"
#include "tuner/job/field.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// Of a training whose StoppingCondition does not say how long it may take.
inline constexpr std::chrono::hours kDefaultTrialTime{24};

// {Type, MetricName}.
Objective read_sagemaker_objective(const Field& field);

// One of TrainingJobDefinitions: the same with name, objective and ranges.
NamedDefinition read_sagemaker_named_definition(const Field& field, const Catalogue& catalogue);

// Fills in command, working folder, static hyperparameters, metrics, channels, environment, retries and the time of a trial.
void read_sagemaker_definition(const Field& field,
                               const Catalogue& catalogue,
                               NamedDefinition& definition);

// A CreateTrainingJob request, of which the definition is the whole. `own` reads what else it has.
void read_sagemaker_training(const Field& field,
                             const Catalogue& catalogue,
                             Field::Readers own,
                             NamedDefinition& definition);

// For a legal field whose meaning does not exist here: instance types, roles, networks.
void ignore_field(const Field& field);

// For a legal field that would change the result: said, not ignored.
void refuse_later(const Field& field, const std::string& what);

}  // namespace tuner
