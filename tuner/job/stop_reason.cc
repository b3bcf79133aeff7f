#include "tuner/job/stop_reason.h"

#include "tuner/space/configuration.h"

namespace tuner {

std::string describe(const StopReason& reason, const Objective& objective) {
  if (reason.bound_is.empty()) {
    return "stopped at step " + std::to_string(reason.step) + ", beyond the job's resource";
  }
  return "stopped early by the rule '" + reason.rule + "' at step " + std::to_string(reason.step) +
         ": " + objective.metric + " " + shortest(objective.to_value(reason.loss)) +
         " is not better than " + shortest(objective.to_value(reason.bound)) + ", " +
         reason.bound_is;
}

}  // namespace tuner
