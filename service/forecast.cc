#include "service/forecast.h"

#include <algorithm>

#include "metrics/report_text.h"
#include "service/wording.h"
#include "tuner/training_budget.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;

// Mean of the trials that have ended.
std::optional<milliseconds> mean_time(std::span<const Trial> trials) {
  milliseconds sum{0};
  std::int64_t count = 0;
  for (const Trial& trial : trials) {
    if (!is_terminal(trial.status) || trial.status == TrialStatus::kCancelled) continue;
    sum += trial.ran_for;
    ++count;
  }
  return count == 0 ? std::nullopt : std::optional(sum / count);
}

}  // namespace

std::optional<Forecast> forecast(const TuningJobSpec& spec, std::span<const Trial> trials) {
  if (!spec.limits.trials) return std::nullopt;
  const auto ended =
      std::ranges::count_if(trials, [](const Trial& trial) { return is_terminal(trial.status); });
  const std::int64_t missing = static_cast<std::int64_t>(*spec.limits.trials) - ended;
  const std::optional<milliseconds> mean = mean_time(trials);
  if (missing <= 0 || (!mean && !spec.limits.trial_time)) return std::nullopt;
  const milliseconds each = mean.value_or(spec.limits.trial_time.value_or(milliseconds{0}));
  const std::int64_t parallel = std::max<std::int64_t>(1, spec.limits.parallel);
  Forecast result{.left = each * ((missing + parallel - 1) / parallel),
                  .training = training_time(trials) + each * missing,
                  .at_most = !mean};
  if (const auto most = TrainingBudget(spec.limits).all(); most && *most < result.training) {
    result.left = std::max(*most - training_time(trials), milliseconds{0}) / parallel;
    result.training = *most;
  }
  result.cost = cost_of(spec.limits, result.training);
  return result;
}

std::string left_text(const Forecast& forecast) {
  return (forecast.at_most ? "at most " : "about ") + duration_text(forecast.left) + " left";
}

std::string to_text(const Forecast& forecast) {
  std::string text =
      left_text(forecast) + ", " + duration_text(forecast.training) + " of training in all";
  if (forecast.cost) text += ", cost " + format_value(*forecast.cost);
  return text;
}

}  // namespace tuner
