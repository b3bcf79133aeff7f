#include "strategies/ask_tell.h"

#include <cmath>
#include <utility>

#include "strategies/registry.h"

namespace tuner {

AskTell::AskTell(SearchSpace space, std::unique_ptr<Strategy> strategy)
    : space_(std::move(space)), strategy_(std::move(strategy)) {}

Result<AskTell> AskTell::create(SearchSpace space, const SearchOptions& options) {
  TUNER_ASSIGN_OR_RETURN(auto strategy, make_strategy(options.strategy, space, options.seed));
  return AskTell(std::move(space), std::move(strategy));
}

Result<NumberedSuggestion> AskTell::ask() {
  TUNER_ASSIGN_OR_RETURN(auto suggestions, strategy_->ask(next_, 1));
  if (suggestions.empty()) {
    return fail(ErrorCode::kFailedPrecondition,
                strategy_->exhausted() ? "every configuration of the space has been suggested"
                                       : "the strategy needs the results of open trials first");
  }
  const TrialId trial = next_;
  ++next_.number;
  open_.emplace(trial, suggestions.front());
  return NumberedSuggestion{trial, std::move(suggestions.front().configuration)};
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
  const Evaluation* best = nullptr;
  for (const Evaluation& evaluation : history_) {
    if (evaluation.loss && (best == nullptr || *evaluation.loss < *best->loss)) best = &evaluation;
  }
  return best == nullptr ? std::nullopt : std::optional(*best);
}

}  // namespace tuner
