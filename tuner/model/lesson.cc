#include "tuner/model/lesson.h"

#include <limits>

namespace tuner {

std::optional<double> lesson(TrialStatus status,
                             FailureClass failure,
                             std::span<const double> losses) {
  switch (status) {
    case TrialStatus::kFailed:
      if (failure == FailureClass::kInfrastructure) return std::nullopt;
      return std::numeric_limits<double>::infinity();
    case TrialStatus::kSucceeded:
    case TrialStatus::kStoppedEarly:
      if (losses.empty()) return std::nullopt;
      return losses.front();
    default:
      return std::nullopt;
  }
}

}  // namespace tuner
