#include "strategies/standing.h"

#include <cmath>
#include <tuple>

#include "tuner/job/constraint.h"
#include "tuner/model/lesson.h"

namespace tuner {

bool Standing::works() const { return std::isfinite(loss); }

bool operator<(const Standing& a, const Standing& b) {
  return std::tuple(!a.works(), a.violation, a.loss) < std::tuple(!b.works(), b.violation, b.loss);
}

std::optional<Standing> standing_of(const Outcome& outcome) {
  const auto loss = lesson(outcome.status, outcome.failure, outcome.losses);
  if (!loss) return std::nullopt;
  return Standing{violation_of(outcome.excesses), *loss};
}

}  // namespace tuner
