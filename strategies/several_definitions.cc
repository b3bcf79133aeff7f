#include "strategies/several_definitions.h"

#include <algorithm>
#include <utility>

#include "tuner/base/check.h"
#include "tuner/job/constraint.h"

namespace tuner {

SeveralDefinitions::SeveralDefinitions(std::vector<std::unique_ptr<Strategy>> inner)
    : inner_(std::move(inner)), split_(inner_.size()) {
  TUNER_CHECK(!inner_.empty(), "there is a definition");
}

Result<std::vector<Suggestion>> SeveralDefinitions::ask(TrialId first, std::size_t count) {
  std::vector<Suggestion> suggestions;
  while (suggestions.size() < count) {
    TUNER_ASSIGN_OR_RETURN(std::optional<Suggestion> suggestion, next(first));
    if (!suggestion) break;
    suggested(first, suggestion->definition);
    suggestions.push_back(*std::move(suggestion));
    ++first.number;
  }
  return suggestions;
}

Result<std::optional<Suggestion>> SeveralDefinitions::next(TrialId trial) {
  for (const std::size_t definition : split_.order()) {
    TUNER_ASSIGN_OR_RETURN(std::vector<Suggestion> answer, inner_[definition]->ask(trial, 1));
    if (answer.empty()) continue;
    answer.front().definition = definition;
    return std::move(answer.front());
  }
  return std::nullopt;
}

void SeveralDefinitions::suggested(TrialId trial, std::size_t definition) {
  split_.on_suggested(definition);
  running_.insert(trial);
}

void SeveralDefinitions::recall(TrialId first, std::span<const Suggestion> suggestions) {
  for (const Suggestion& suggestion : suggestions) {
    if (suggestion.definition < inner_.size()) {
      inner_[suggestion.definition]->recall(first, {&suggestion, 1});
      suggested(first, suggestion.definition);
    }
    ++first.number;
  }
}

void SeveralDefinitions::tell(const Outcome& outcome) {
  const std::size_t definition = outcome.suggestion.definition;
  if (definition >= inner_.size()) return;
  inner_[definition]->tell(outcome);
  if (running_.erase(outcome.trial) == 0) split_.on_suggested(definition);
  if (outcome.losses.empty() || violation_of(outcome.excesses) > 0.0) return;
  split_.on_result(definition, outcome.losses.front());
}

void SeveralDefinitions::prepare() { inner_[split_.order().front()]->prepare(); }

void SeveralDefinitions::rest() {
  for (const auto& strategy : inner_) strategy->rest();
}

bool SeveralDefinitions::exhausted() const {
  return std::ranges::all_of(inner_, [](const auto& strategy) { return strategy->exhausted(); });
}

std::optional<TrialId> SeveralDefinitions::recommended() const {
  const std::optional<std::size_t> leader = split_.leader();
  return leader ? inner_[*leader]->recommended() : std::nullopt;
}

}  // namespace tuner
