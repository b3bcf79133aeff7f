#include "tuner/job/completion.h"

#include <cmath>
#include <string>

#include "tuner/base/text.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

std::vector<Error> completion_problems(const TuningJobSpec& spec) {
  std::vector<Error> problems;
  const auto broken = [&](const char* key, std::string message) {
    problems.push_back(
        {ErrorCode::kInvalidArgument, std::move(message), std::string("/completion/") + key});
  };
  const auto& [target, not_improving, converged] = spec.completion;
  const auto require_one_objective = [&](const char* key) {
    if (spec.objectives.size() > 1) {
      broken(key,
             "a job with several objectives has a front and no single best; only "
             "'not_improving' can end it");
    }
  };
  if (target) {
    if (!std::isfinite(*target)) broken("target", "the target must be a finite number");
    require_one_objective("target");
  }
  if (not_improving == 0U) {
    broken("not_improving", "the number of results without improvement must be greater than 0");
  }
  if (converged) {
    const auto& tolerance = converged->tolerance;
    if (tolerance && !(std::isfinite(*tolerance) && *tolerance > 0.0)) {
      broken("converged",
             "the tolerance (" + shortest(*tolerance) + ") must be a finite number greater than 0");
    }
    require_one_objective("converged");
  }
  return problems;
}

}  // namespace tuner
