// Whether a value belongs to a domain.
#pragma once

#include <string>

#include "tuner/space/parameter.h"

namespace tuner {

// Of a step: what still counts as lying on the grid.
inline constexpr double kOffStep = 1e-6;

// What is wrong with the value, as the end of a sentence ("is not between 8 and 64"); empty when nothing is.
std::string misfit(const Domain& domain, const ParameterValue& value);

}  // namespace tuner
