// Why a running trial is stopped: which rule, at which step, and the value that was compared with which other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tuner/job/objective.h"

namespace tuner {

struct StopComparison {
  double loss = 0.0, bound = 0.0;  // the loss, and what it should have been better than
  std::string bound_is;            // "the median of 9 completed trials"
  bool operator==(const StopComparison&) const = default;
};

struct StopReason {
  std::string rule;                               // "median"
  std::int64_t step = 0;                          // of the metric
  std::optional<StopComparison> comparison = {};  // nullopt: the step alone decided
  bool operator==(const StopReason&) const = default;
};

// "stopped early by the rule 'median' at step 7: accuracy 0.52 is not better than 0.61, the median of 9 completed trials".
std::string describe(const StopReason& reason, const Objective& objective);

}  // namespace tuner
