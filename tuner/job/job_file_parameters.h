// The part of a job file under `parameters:`.
#pragma once

#include <vector>

#include "tuner/job/field.h"
#include "tuner/space/parameter.h"

namespace tuner {

// A parameter that could not be read whole is in the answer all the same, so that what refers to it
// finds it.
// Sorted by name, conditions by parent, since their order in a file means nothing.
std::vector<Parameter> read_parameters(const Field& field);

}  // namespace tuner
