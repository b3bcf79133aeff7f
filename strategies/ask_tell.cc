#include "strategies/ask_tell.h"

#include <cmath>
#include <limits>
#include <utility>

#include "strategies/registry.h"
#include "tuner/base/check.h"

namespace tuner {

AskTell::AskTell(SearchSpace space, std::unique_ptr<Strategy> strategy)
    : space_(std::move(space)), strategy_(std::move(strategy)) {}

Result<AskTell> AskTell::create(SearchSpace space, const SearchOptions& options) {
  TUNER_ASSIGN_OR_RETURN(auto strategy, make_strategy(options.strategy, space, options.seed));
  return AskTell(std::move(space), std::move(strategy));
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
  std::vector<NumberedSuggestion> numbered;
  for (Suggestion& suggestion : suggestions) {
    numbered.push_back({next_, suggestion.configuration});
    open_.emplace(next_, std::move(suggestion));
    ++next_.number;
  }
  return numbered;
}

Result<void> AskTell::tell(TrialId trial, double loss) {
  const auto open = open_.extract(trial);
  if (!open) {
    return fail(
        ErrorCode::kNotFound,
        "trial " + std::to_string(trial.number) + " is not open: never asked for, or already told");
  }
  record(trial, open.mapped(), loss);
  return {};
}

Result<void> AskTell::tell_failed(TrialId trial) {
  return tell(trial, std::numeric_limits<double>::quiet_NaN());
}

Result<TrialId> AskTell::tell(const Configuration& configuration, double loss) {
  TUNER_RETURN_IF_ERROR(space_.check(configuration));
  const TrialId trial = next_;
  ++next_.number;
  record(trial, {configuration}, loss);
  return trial;
}

void AskTell::record(TrialId trial, const Suggestion& suggestion, double loss) {
  const bool usable = std::isfinite(loss);
  history_.push_back(
      {trial, suggestion.configuration, usable ? std::optional(loss) : std::nullopt});
  Outcome outcome{trial, suggestion};
  if (usable) {
    outcome.losses = {loss};
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
    if (evaluation.loss && (best == nullptr || *evaluation.loss < *best->loss)) best = &evaluation;
  }
  return best == nullptr ? std::nullopt : std::optional(*best);
}

}  // namespace tuner
