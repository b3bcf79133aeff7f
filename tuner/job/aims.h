// What a job wants of its trials: objectives by which they are ranked, and constraints that they must keep.
#pragma once

#include <span>

#include "tuner/job/constraint.h"
#include "tuner/job/objective.h"

namespace tuner {

// Refers to a specification, which must outlive it.
struct Aims {
  std::span<const Objective> objectives;
  std::span<const Constraint> constraints = {};
};

}  // namespace tuner
