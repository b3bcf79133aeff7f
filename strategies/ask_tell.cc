#include "strategies/ask_tell.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "strategies/registry.h"
#include "strategies/with_prior.h"
#include "tuner/base/check.h"
#include "tuner/job/constraint.h"

namespace tuner {

AskTell::AskTell(SearchSpace space, std::unique_ptr<Strategy> strategy)
    : space_(std::move(space)), strategy_(std::move(strategy)) {}

Result<AskTell> AskTell::create(SearchSpace space, const SearchOptions& options) {
  TUNER_ASSIGN_OR_RETURN(auto strategy,
                         make_strategy(options.strategy, space, options.seed, 1, options.prior));
  AskTell search(std::move(space), std::move(strategy));
  search.constraints_ = constraints_of(options.prior.earlier);
  return search;
}

Result<NumberedSuggestion> AskTell::ask() {
  TUNER_ASSIGN_OR_RETURN(auto numbered, ask(1));
  return std::move(numbered.front());
}

Result<std::vector<NumberedSuggestion>> AskTell::ask(std::size_t count) {
  TUNER_CHECK(count > 0, "somebody who asks wants at least one suggestion");
  TUNER_ASSIGN_OR_RETURN(auto suggestions, strategy_->ask(next_, count));
  if (suggestions.empty()) {
    return fail(ErrorCode::kFailedPrecondition,
                exhausted() ? "every configuration of the space has been suggested"
                            : "the strategy needs the results of open trials first");
  }
  return number(std::move(suggestions));
}

void AskTell::recall(std::vector<Configuration> configurations) {
  std::vector<Suggestion> suggestions;
  for (Configuration& each : configurations) suggestions.push_back({std::move(each)});
  strategy_->recall(next_, suggestions);
  number(std::move(suggestions));
}

std::vector<NumberedSuggestion> AskTell::number(std::vector<Suggestion> suggestions) {
  std::vector<NumberedSuggestion> numbered;
  for (Suggestion& suggestion : suggestions) {
    numbered.push_back({next_, suggestion.configuration});
    open_.emplace(next_, std::move(suggestion));
    ++next_.number;
  }
  return numbered;
}

Result<void> AskTell::tell(TrialId trial, double loss, std::vector<double> excesses) {
  const auto open = open_.find(trial);
  if (open == open_.end()) {
    return fail(
        ErrorCode::kNotFound,
        "trial " + std::to_string(trial.number) + " is not open: never asked for, or already told");
  }
  TUNER_RETURN_IF_ERROR(check(loss, excesses));
  record(trial, open_.extract(open).mapped(), loss, std::move(excesses));
  return {};
}

Result<void> AskTell::tell_failed(TrialId trial) {
  return tell(trial, std::numeric_limits<double>::quiet_NaN());
}

Result<TrialId> AskTell::tell(const Configuration& configuration,
                              double loss,
                              std::vector<double> excesses) {
  TUNER_RETURN_IF_ERROR(space_.check(configuration));
  TUNER_RETURN_IF_ERROR(check(loss, excesses));
  const TrialId trial = next_;
  ++next_.number;
  record(trial, {configuration}, loss, std::move(excesses));
  return trial;
}

Result<void> AskTell::check(double loss, const std::vector<double>& excesses) {
  if (!std::isfinite(loss)) return {};
  if (!std::ranges::all_of(excesses, [](double excess) { return std::isfinite(excess); })) {
    return fail(ErrorCode::kInvalidArgument, "the excess over a constraint must be finite");
  }
  const std::size_t wanted = constraints_.value_or(excesses.size());
  if (excesses.size() != wanted) {
    return fail(ErrorCode::kInvalidArgument,
                "there must be " + std::to_string(wanted) + " excesses, as before, not " +
                    std::to_string(excesses.size()));
  }
  constraints_ = wanted;
  return {};
}

void AskTell::record(TrialId trial,
                     const Suggestion& suggestion,
                     double loss,
                     std::vector<double> excesses) {
  Evaluation& evaluation = history_.emplace_back(Evaluation{trial, suggestion.configuration, {}});
  Outcome outcome{trial, suggestion};
  if (std::isfinite(loss)) {
    evaluation.loss = loss;
    evaluation.violation = violation_of(excesses);
    outcome.losses = {loss};
    outcome.excesses = std::move(excesses);
  } else {
    outcome.status = TrialStatus::kFailed;
    outcome.failure = FailureClass::kDiverged;
  }
  strategy_->tell(outcome);
}

std::optional<Evaluation> AskTell::best() const {
  const auto recommended = strategy_->recommended();
  for (const Evaluation& evaluation : history_) {
    if (evaluation.trial == recommended && evaluation.loss) return evaluation;
  }
  return best_observed();
}

std::optional<Evaluation> AskTell::best_observed() const {
  const Evaluation* best = nullptr;
  for (const Evaluation& evaluation : history_) {
    if (!evaluation.loss || evaluation.violation > 0.0) continue;
    if (best == nullptr || *evaluation.loss < *best->loss) best = &evaluation;
  }
  return best == nullptr ? std::nullopt : std::optional(*best);
}

}  // namespace tuner
