#include "strategies/rung_model.h"

#include <algorithm>
#include <utility>

namespace tuner {

RungModel::RungModel(const Resource& resource, std::size_t parameters, Make make)
    : StrategyAround(make()),
      resource_(resource),
      budgets_(resource.budgets()),
      enough_(parameters + 2),
      make_(std::move(make)),
      anew_at_(enough_),
      gains_(budgets_.size()),
      results_(budgets_.size()) {
  gains_.front() = 0.0;
}

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
  curves_[progress.trial].add(progress.step, progress.loss);
  return inner().watch(progress);
}

void RungModel::tell(const Outcome& outcome) {
  const TrialId chain = chain_of(outcome);
  first_of_.insert_or_assign(outcome.trial, chain);
  ended_.push_back({outcome, chain, losses_of(outcome)});
  Losses& of_chain = chains_.try_emplace(chain, Losses(budgets_.size())).first->second;
  std::size_t level = level_;
  for (std::size_t rung = 0; rung < budgets_.size(); ++rung) {
    const auto& loss = ended_.back().losses[rung];
    if (!loss) continue;
    of_chain[rung] = loss;
    if (++results_[rung] >= enough_) level = std::max(level, rung);
  }
  const bool anew = level > level_ || (level > 0 && results_[level] >= anew_at_);
  if (!anew) return inner().tell(lesson(ended_.back()));
  level_ = level;
  anew_at_ = results_[level] + (results_[level] + 1) / 2;
  begin_anew();
}

TrialId RungModel::chain_of(const Outcome& outcome) const {
  const auto earlier = outcome.suggestion.resume_from;
  const auto known = earlier ? first_of_.find(*earlier) : first_of_.end();
  return known == first_of_.end() ? outcome.trial : known->second;
}

RungModel::Losses RungModel::losses_of(const Outcome& outcome) {
  const auto watched = curves_.extract(outcome.trial);
  Losses losses(budgets_.size());
  if (outcome.losses.empty()) return losses;
  const bool complete = outcome.status == TrialStatus::kSucceeded;
  const std::int64_t budget = outcome.suggestion.budget.value_or(budgets_.back());
  for (std::size_t rung = 0; rung < budgets_.size(); ++rung) {
    if (complete && budgets_[rung] == budget) losses[rung] = outcome.losses.front();
    if (outcome.suggestion.budget || !watched || rung + 1 == budgets_.size()) continue;
    const LossCurve& curve = watched.mapped();
    const std::size_t before = count_below(resource_, curve, budgets_[rung]);
    if (before < curve.size()) losses[rung] = curve[before].best;
  }
  return losses;
}

std::optional<std::size_t> RungModel::last_rung(const Losses& losses) const {
  for (std::size_t rung = level_ + 1; rung-- > 0;) {
    if (losses[rung]) return rung;
  }
  return std::nullopt;
}

Outcome RungModel::lesson(const Ended& ended) const {
  Outcome outcome = ended.outcome;
  if (outcome.losses.empty()) return outcome;
  const auto rung = last_rung(ended.losses);
  if (rung && gains_[*rung] && rung == last_rung(chains_.at(ended.chain))) {
    outcome.status = TrialStatus::kSucceeded;
    outcome.losses = {*ended.losses[*rung] + *gains_[*rung]};
    return outcome;
  }
  outcome.status = TrialStatus::kCancelled;
  outcome.losses.clear();
  outcome.excesses.clear();
  return outcome;
}

void RungModel::begin_anew() {
  for (std::size_t rung = 0; rung <= level_; ++rung) gains_[rung] = gain_from(rung);
  replace(make_());
  for (const auto& [trial, suggestion] : suggested_) inner().recall(trial, {&suggestion, 1});
  std::ranges::stable_sort(ended_, {}, [](const Ended& each) { return each.outcome.trial; });
  for (const Ended& ended : ended_) inner().tell(lesson(ended));
}

// To the level; nullopt: no chain came to both.
std::optional<double> RungModel::gain_from(std::size_t rung) const {
  std::vector<double> gains;
  for (const auto& [first, losses] : chains_) {
    if (losses[rung] && losses[level_]) gains.push_back(*losses[level_] - *losses[rung]);
  }
  if (gains.empty()) return std::nullopt;
  const auto median = gains.begin() + static_cast<std::ptrdiff_t>(gains.size() / 2);
  std::ranges::nth_element(gains, median);
  return *median;
}

}  // namespace tuner
