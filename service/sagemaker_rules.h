// What fields of a SageMaker definition say of each other, where no shape can tell.
#pragma once

#include <chrono>

#include "tuner/job/field.h"

namespace tuner {

// `definition`: a TrainingJobDefinition, or a CreateTrainingJob request, whose trainings take `longest`.
void check_sagemaker_rules(const Field& definition, std::chrono::milliseconds longest);

}  // namespace tuner
