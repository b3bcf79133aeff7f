// Where what a job would do now differs from what its log says it did.
#pragma once

#include <span>
#include <string>

#include "tuner/events.h"

namespace tuner {

// The first difference, as a clause: "the suggestion for trial 7: lr was 0.1 and is now 0.2".
// Contract: the two differ.
std::string describe_difference(std::span<const Action> recorded, std::span<const Action> now);

}  // namespace tuner
