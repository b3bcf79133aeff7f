// What the end of a trial teaches a strategy that learns.
#pragma once

#include <optional>

#include "tuner/strategy.h"

namespace tuner {

// The first loss; infinite for a configuration that does not work; nullopt where there is nothing to learn: cancelled,
// lost for reasons of the infrastructure, stopped without a value.
std::optional<double> lesson(const Outcome& outcome);

}  // namespace tuner
