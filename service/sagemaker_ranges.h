// The ParameterRanges of a SageMaker request: numbers that travel as text, and SageMaker's rules for them.
#pragma once

#include <vector>

#include "tuner/job/field.h"
#include "tuner/space/parameter.h"

namespace tuner {

// Sorted by name; those that could not be read whole are among them, so that nothing else complains of their absence.
std::vector<Parameter> read_sagemaker_ranges(const Field& field);

}  // namespace tuner
