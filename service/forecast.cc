#include "service/forecast.h"

#include <algorithm>
#include <vector>

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

// How long each slot is still busy with the trial that runs in it, of `each`; idle ones come first.
std::vector<milliseconds> busy_slots(const TuningJobSpec& spec,
                                     std::span<const Trial> trials,
                                     TimePoint now,
                                     milliseconds each) {
  std::vector<milliseconds> slots;
  for (const Trial& trial : trials) {
    if (trial.status != TrialStatus::kRunning || !trial.started_at) continue;
    slots.push_back(std::clamp(each - (now - *trial.started_at), milliseconds{0}, each));
  }
  slots.resize(std::max<std::size_t>({slots.size(), spec.limits.parallel, 1}));
  std::ranges::sort(slots);
  return slots;
}

// When the last of `waiting` further trials has ended, each in the slot that is free first.
milliseconds time_to_end(std::vector<milliseconds> slots, std::size_t waiting, milliseconds each) {
  const auto rounds = static_cast<std::int64_t>(waiting / slots.size());
  for (std::size_t i = 0; i < waiting % slots.size(); ++i) slots[i] += each;
  return std::ranges::max(slots) + each * rounds;
}

}  // namespace

std::optional<Forecast> forecast(const TuningJobSpec& spec,
                                 std::span<const Trial> trials,
                                 TimePoint now) {
  if (!spec.limits.trials) return std::nullopt;
  const auto ended =
      std::ranges::count_if(trials, [](const Trial& trial) { return is_terminal(trial.status); });
  const std::int64_t missing =
      static_cast<std::int64_t>(*spec.limits.trials + replaced_trials(trials)) - ended;
  const std::optional<milliseconds> mean = mean_time(trials);
  if (missing <= 0 || (!mean && !spec.limits.trial_time)) return std::nullopt;
  const milliseconds each = mean.value_or(spec.limits.trial_time.value_or(milliseconds{0}));
  const auto slots = busy_slots(spec, trials, now, each);
  const auto running = std::ranges::count_if(trials, [](const Trial& trial) {
    return trial.status == TrialStatus::kRunning && trial.started_at;
  });
  const auto waiting = static_cast<std::size_t>(std::max<std::int64_t>(missing - running, 0));
  Forecast result{.left = time_to_end(slots, waiting, each),
                  .training = training_time(trials) + each * missing,
                  .at_most = !mean};
  if (const auto most = TrainingBudget(spec.limits).all(); most && *most < result.training) {
    result.left = std::max(*most - training_time(trials), milliseconds{0}) /
                  std::max<std::int64_t>(1, spec.limits.parallel);
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
