#include "tuner/suggestion_source.h"

#include <algorithm>

namespace tuner {
namespace {

// Of the trials that are new.
std::vector<StartRun> first_starts(std::span<const Action> actions) {
  std::vector<StartRun> starts;
  for (const Action& action : actions) {
    const auto* start = std::get_if<StartRun>(&action);
    if (start != nullptr && start->attempt == 1) starts.push_back(*start);
  }
  return starts;
}

std::vector<Suggestion> suggestions_from(std::span<const StartRun> starts, TrialId first) {
  std::vector<Suggestion> suggestions;
  for (const StartRun& start : starts) {
    if (start.trial >= first) suggestions.push_back(start.suggestion);
  }
  return suggestions;
}

}  // namespace

AskedSuggestions::AskedSuggestions(std::span<const Action> recorded)
    : recorded_(first_starts(recorded)) {}

std::size_t AskedSuggestions::wanted(TrialId first, std::size_t free_slots) const {
  return recorded_ ? suggestions_from(*recorded_, first).size() : free_slots;
}

Result<std::vector<Suggestion>> AskedSuggestions::next(Strategy& strategy,
                                                       TrialId first,
                                                       std::size_t count) {
  return strategy.ask(first, count);
}

RecalledSuggestions::RecalledSuggestions(std::span<const Action> recorded)
    : recorded_(first_starts(recorded)) {}

std::size_t RecalledSuggestions::wanted(TrialId first, std::size_t) const {
  return suggestions_from(recorded_, first).size();
}

Result<std::vector<Suggestion>> RecalledSuggestions::next(Strategy& strategy,
                                                          TrialId first,
                                                          std::size_t) {
  std::vector<Suggestion> suggestions = suggestions_from(recorded_, first);
  strategy.recall(first, suggestions);
  return suggestions;
}

}  // namespace tuner
