#include "strategies/rung_model.h"

#include <algorithm>
#include <utility>

namespace tuner {

RungModel::RungModel(const Resource& resource, std::size_t parameters, Make make)
    : StrategyAround(make()),
      budgets_(resource.budgets()),
      enough_(parameters + 2),
      make_(std::move(make)),
      results_(budgets_.size()) {}

Result<std::vector<Suggestion>> RungModel::ask(TrialId first, std::size_t count) {
  TUNER_ASSIGN_OR_RETURN(std::vector<Suggestion> suggestions, inner().ask(first, count));
  remember(first, suggestions);
  return suggestions;
}

void RungModel::recall(TrialId first, std::span<const Suggestion> suggestions) {
  inner().recall(first, suggestions);
  remember(first, suggestions);
}

void RungModel::remember(TrialId first, std::span<const Suggestion> suggestions) {
  for (const Suggestion& suggestion : suggestions) {
    suggested_.insert_or_assign(first, suggestion);
    ++first.number;
  }
}

Verdict RungModel::watch(const Progress& progress) {
  const auto [known, first] = running_.try_emplace(
      progress.trial, Running{progress.loss, progress.step, Losses(budgets_.size())});
  Running& running = known->second;
  if (progress.step <= running.step && !first)  // it was started again
    running = {progress.loss, progress.step, Losses(budgets_.size())};
  running.step = progress.step;
  running.best = std::min(running.best, progress.loss);
  for (std::size_t i = 0; i + 1 < budgets_.size() && budgets_[i] <= progress.step; ++i) {
    if (!running.losses[i]) running.losses[i] = running.best;
  }
  return inner().watch(progress);
}

void RungModel::tell(const Outcome& outcome) {
  ended_.push_back({outcome, losses_of(outcome)});
  const Losses& losses = ended_.back().losses;
  std::size_t level = level_;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    if (!losses[i]) continue;
    ++results_[i];
    if (results_[i] >= enough_) level = std::max(level, i);
  }
  if (level == level_) return inner().tell(lesson(ended_.back()));
  level_ = level;
  begin_anew();
}

RungModel::Losses RungModel::losses_of(const Outcome& outcome) {
  const auto running = running_.extract(outcome.trial);
  Losses losses(budgets_.size());
  if (outcome.losses.empty()) return losses;
  if (outcome.suggestion.budget) {
    const auto budget = std::ranges::find(budgets_, *outcome.suggestion.budget);
    if (budget != budgets_.end() && outcome.status == TrialStatus::kSucceeded)
      losses[static_cast<std::size_t>(budget - budgets_.begin())] = outcome.losses.front();
    return losses;
  }
  if (!running.empty()) losses = running.mapped().losses;
  if (outcome.status == TrialStatus::kSucceeded) losses.back() = outcome.losses.front();
  return losses;
}

Outcome RungModel::lesson(const Ended& ended) const {
  Outcome outcome = ended.outcome;
  if (outcome.losses.empty()) return outcome;
  if (const auto loss = ended.losses[level_]) {
    outcome.status = TrialStatus::kSucceeded;
    outcome.losses = {*loss};
    return outcome;
  }
  outcome.status = TrialStatus::kCancelled;
  outcome.losses.clear();
  outcome.excesses.clear();
  return outcome;
}

void RungModel::begin_anew() {
  replace(make_());
  for (const auto& [trial, suggestion] : suggested_) inner().recall(trial, {&suggestion, 1});
  std::ranges::stable_sort(ended_, {}, [](const Ended& each) { return each.outcome.trial; });
  for (const Ended& ended : ended_) inner().tell(lesson(ended));
}

}  // namespace tuner
