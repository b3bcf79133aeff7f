#include "tuner/model/lesson.h"

#include <limits>

#include "tuner/base/check.h"

namespace tuner {

std::optional<double> lesson(TrialStatus status,
                             FailureClass failure,
                             std::span<const double> losses) {
  switch (status) {
    case TrialStatus::kFailed:
      if (failure == FailureClass::kInfrastructure || failure == FailureClass::kPreempted)
        return std::nullopt;
      return std::numeric_limits<double>::infinity();
    case TrialStatus::kSucceeded:
    case TrialStatus::kStoppedEarly:
      if (losses.empty()) return std::nullopt;
      return losses.front();
    default:
      return std::nullopt;
  }
}

std::vector<double> lessons(TrialStatus status,
                            FailureClass failure,
                            std::span<const double> losses,
                            std::size_t objectives) {
  const std::optional<double> first = lesson(status, failure, losses);
  if (!first) return {};
  if (status == TrialStatus::kFailed) return std::vector<double>(objectives, *first);
  TUNER_CHECK(losses.size() >= objectives, "an outcome has a loss for every objective");
  return {losses.begin(), losses.begin() + static_cast<std::ptrdiff_t>(objectives)};
}

}  // namespace tuner
