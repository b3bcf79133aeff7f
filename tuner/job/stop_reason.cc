#include "tuner/job/stop_reason.h"

#include "tuner/space/configuration.h"

namespace tuner {

std::string describe(const StopReason& reason, const Objective& objective) {
  const std::string rule =
      "stopped early by the rule '" + reason.rule + "' at step " + std::to_string(reason.step);
  if (!reason.comparison) return rule;
  const auto& [loss, bound, bound_is] = *reason.comparison;
  return rule + ": " + objective.metric + " " + shortest(objective.to_value(loss)) +
         " is not better than " + shortest(objective.to_value(bound)) + ", " + bound_is;
}

}  // namespace tuner
