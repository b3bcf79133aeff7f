#include "strategies/lesson.h"

#include <limits>

namespace tuner {

std::optional<double> lesson(const Outcome& outcome) {
  switch (outcome.status) {
    case TrialStatus::kFailed:
      if (outcome.failure == FailureClass::kInfrastructure) return std::nullopt;
      return std::numeric_limits<double>::infinity();
    case TrialStatus::kSucceeded:
    case TrialStatus::kStoppedEarly:
      if (outcome.losses.empty()) return std::nullopt;
      return outcome.losses.front();
    default:
      return std::nullopt;
  }
}

}  // namespace tuner
