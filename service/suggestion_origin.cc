#include "service/suggestion_origin.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <vector>

#include "metrics/explanation.h"
#include "strategies/learning.h"
#include "strategies/tier_choice.h"
#include "tuner/model/related_results.h"
#include "tuner/space/carry_over.h"

namespace tuner {
namespace {

// What TierChoice is told of a trial; of one moment, ends come before starts.
struct TrialEvent {
  TimePoint at;
  bool start = false;
  const Trial* trial = nullptr;

  auto order() const { return std::tuple(at, start, trial->id); }
};

Tier tier_before(const Trial& trial,
                 const SearchSpace& space,
                 const Prior& prior,
                 std::span<const Trial> trials) {
  std::vector<TrialEvent> events;
  for (const Trial& other : trials) {
    if (other.id < trial.id) events.push_back({other.created_at, true, &other});
    if (is_terminal(other.status) && other.ended_at && *other.ended_at <= trial.created_at)
      events.push_back({*other.ended_at, false, &other});
  }
  std::sort(events.begin(), events.end(), [](const TrialEvent& a, const TrialEvent& b) {
    return a.order() < b.order();
  });
  TierChoice choice(space);
  for (std::size_t i = 0; i < prior.earlier.size(); ++i) choice.ended(kBeforeTheJob, std::nullopt);
  for (const TrialEvent& event : events) {
    if (event.start) {
      choice.started(event.trial->id);
    } else {
      choice.ended(event.trial->id, event.trial->ran_for);
    }
  }
  return choice.tier();
}

// Whether it is one of the configurations to start with, and the first trial that has it.
bool was_to_start_with(const TuningJobSpec& spec,
                       const SearchSpace& space,
                       const Prior& prior,
                       std::span<const Trial> trials,
                       const Trial& trial) {
  std::vector<Configuration> start = prior.start;
  for (const Configuration& each : spec.start) start.push_back(completed(space, each));
  for (Configuration& each : complementary(space, prior.related, spec.objectives.size()))
    start.push_back(std::move(each));
  const Configuration& configuration = trial.suggestion.configuration;
  const auto is_this = [&](const Configuration& other) { return other == configuration; };
  return std::any_of(start.begin(), start.end(), is_this) &&
         std::none_of(trials.begin(),
                      trials.end(),
                      [&](const Trial& other) {
                        return other.id < trial.id && is_this(other.suggestion.configuration);
                      }) &&
         std::none_of(prior.earlier.begin(), prior.earlier.end(), [&](const EarlierResult& each) {
           return is_this(each.configuration);
         });
}

bool was_designed(const TuningJobSpec& spec,
                  const SearchSpace& space,
                  const Prior& prior,
                  Moment moment) {
  // Results count whatever their budget; one that continues another is the same.
  std::erase_if(moment.ended, [](const Trial& trial) {
    return trial.suggestion.budget && trial.suggestion.resume_from;
  });
  for (Trial& trial : moment.ended) trial.suggestion.budget.reset();
  const auto taught = taught_in_all(moment.ended, spec.aims(), prior, Encoding(space));
  const bool no_value = std::none_of(
      taught.begin(), taught.end(), [](const Taught& each) { return std::isfinite(each.loss); });
  if (no_value) return true;
  if (!prior.related.empty()) return too_few_for_a_model(taught.size());
  return in_initial_design(space, taught.size(), moment.running.size());
}

}  // namespace

SuggestionOrigin origin_of(const TuningJobSpec& spec,
                           const SearchSpace& space,
                           const Prior& prior,
                           std::span<const Trial> trials,
                           const Trial& trial) {
  SuggestionOrigin origin{"other strategy", spec.strategy};
  if (spec.strategy == "auto") origin.strategy = name_of(tier_before(trial, space, prior, trials));
  if (const auto earlier = trial.suggestion.resume_from) {
    const bool goes_further =
        trials[earlier->number - 1].suggestion.budget != trial.suggestion.budget;
    origin.kind = goes_further ? "promotion" : "repetition";
  } else if (was_to_start_with(spec, space, prior, trials, trial)) {
    origin.kind = "start";
  } else if (origin.strategy == "bayesian") {
    origin.kind =
        was_designed(spec, space, prior, moment_of(trial, trials)) ? "initial design" : "model";
  }
  return origin;
}

}  // namespace tuner
