// From a trial that ended elsewhere to what a job begins with.
#pragma once

#include <optional>

#include "tuner/job/aims.h"
#include "tuner/job/prior.h"

namespace tuner {

// `trial` has a value, or none, for each objective and constraint of `aims`. nullopt: it teaches nothing.
std::optional<EarlierResult> earlier_result(const Trial& trial, const Aims& aims);

}  // namespace tuner
