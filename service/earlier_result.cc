#include "service/earlier_result.h"

#include <utility>

#include "tuner/job/best.h"
#include "tuner/model/lesson.h"

namespace tuner {

std::optional<EarlierResult> earlier_result(const Trial& trial, const Aims& aims) {
  std::vector<double> losses = losses_of(trial, aims);
  if (!lesson(trial.status, trial.failure, losses)) return std::nullopt;
  return EarlierResult{trial.suggestion.configuration,
                       trial.status,
                       trial.failure,
                       std::move(losses),
                       excesses_of(trial, aims)};
}

}  // namespace tuner
