#include "strategies/promotion.h"

#include <algorithm>
#include <utility>

#include "strategies/brackets.h"
#include "tuner/job/constraint.h"
#include "tuner/job/prior.h"

namespace tuner {

Promotion::Promotion(const Resource& resource, std::uint64_t seed, std::unique_ptr<Strategy> inner)
    : StrategyAround(std::move(inner)),
      resource_(resource),
      seed_(seed),
      budgets_(resource.budgets()),
      at_rung_(budgets_.size() - 1) {}

Result<std::vector<Suggestion>> Promotion::ask(TrialId first, std::size_t count) {
  std::vector<Suggestion> suggestions;
  for (; suggestions.size() < count; ++first.number) {
    std::optional<Suggestion> next = continuation();
    if (next) {
      inner().recall(first, {&*next, 1});
    } else {
      TUNER_ASSIGN_OR_RETURN(std::vector<Suggestion> fresh, inner().ask(first, 1));
      if (fresh.empty()) break;
      next = std::move(fresh.front());
      next->budget = budgets_[bracket_of(resource_, seed_, first)];
    }
    suggested(first, *next);
    suggestions.push_back(*std::move(next));
  }
  return suggestions;
}

void Promotion::recall(TrialId first, std::span<const Suggestion> suggestions) {
  inner().recall(first, suggestions);
  for (const Suggestion& suggestion : suggestions) {
    suggested(first, suggestion);
    ++first.number;
  }
}

void Promotion::tell(const Outcome& outcome) {
  inner().tell(outcome);
  running_.erase(outcome.trial);
  if (const auto earlier = promoted_by(outcome.suggestion)) {
    if (outcome.status == TrialStatus::kCancelled) {
      continued_.erase(*earlier);
      cut_short_[outcome.trial] = *earlier;
    } else {
      continued_.insert(*earlier);
    }
  }
  if (outcome.status == TrialStatus::kSucceeded && outcome.trial != kBeforeTheJob)
    complete(outcome);
}

bool Promotion::exhausted() const {
  return inner().exhausted() && running_.empty() && !continuation();
}

std::optional<Suggestion> Promotion::continuation() const {
  for (std::size_t rung = at_rung_.size(); rung-- > 0;) {
    const auto& completed = at_rung_[rung];
    const std::size_t best = completed.size() / static_cast<std::size_t>(resource_.reduction);
    for (std::size_t i = 0; i < best; ++i) {
      const TrialId trial = completed[i].place.trial;
      if (continued_.contains(trial)) continue;
      return Suggestion{completed[i].configuration, budgets_[rung + 1], trial};
    }
  }
  return std::nullopt;
}

void Promotion::suggested(TrialId trial, const Suggestion& suggestion) {
  if (suggestion.budget && *suggestion.budget < budgets_.back()) running_.insert(trial);
  if (const auto earlier = promoted_by(suggestion)) continued_.insert(*earlier);
}

std::optional<TrialId> Promotion::promoted_by(const Suggestion& suggestion) const {
  if (!suggestion.resume_from) return std::nullopt;
  const auto again = cut_short_.find(*suggestion.resume_from);
  return again == cut_short_.end() ? suggestion.resume_from : again->second;
}

void Promotion::complete(const Outcome& outcome) {
  const auto budget = std::ranges::find(budgets_, outcome.suggestion.budget);
  const auto rung = static_cast<std::size_t>(budget - budgets_.begin());
  if (rung >= at_rung_.size() || outcome.losses.empty()) return;
  const Place place{violation_of(outcome.excesses), outcome.losses.front(), outcome.trial};
  auto& completed = at_rung_[rung];
  completed.insert(std::ranges::upper_bound(completed, place, {}, &Completed::place),
                   {place, outcome.suggestion.configuration});
}

}  // namespace tuner
