// When a job has found enough, although its limits would allow more. Any one of the rules suffices.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tuner/base/error.h"

namespace tuner {

struct TuningJobSpec;

// The best trial is at most `tolerance` worse than the best possible one, by the regret bound (metrics/convergence.h).
struct Convergence {
  std::optional<double>
      tolerance;  // in the objective's unit, greater than 0; unset: what makes no difference, see there
  bool operator==(const Convergence&) const = default;
};

struct Completion {
  std::optional<double> target;                // of the objective; reached at the value itself
  std::optional<std::uint32_t> not_improving;  // so many results in a row that are not the best
  std::optional<Convergence> converged;

  bool operator==(const Completion&) const = default;
};

// Every broken rule of spec.completion, below "/completion".
std::vector<Error> completion_problems(const TuningJobSpec& spec);

}  // namespace tuner
