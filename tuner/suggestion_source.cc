#include "tuner/suggestion_source.h"

#include <utility>

namespace tuner {
namespace {

// Of the trials that are new.
std::vector<Suggestion> suggestions_in(std::span<const Action> actions) {
  std::vector<Suggestion> suggestions;
  for (const Action& action : actions) {
    const auto* start = std::get_if<StartRun>(&action);
    if (start != nullptr && start->attempt == 1) suggestions.push_back(start->suggestion);
  }
  return suggestions;
}

}  // namespace

AskedSuggestions::AskedSuggestions(std::span<const Action> recorded)
    : count_(suggestions_in(recorded).size()) {}

Result<std::vector<Suggestion>> AskedSuggestions::next(Strategy& strategy,
                                                       TrialId first,
                                                       std::size_t count) {
  return strategy.ask(first, count);
}

RecalledSuggestions::RecalledSuggestions(std::span<const Action> recorded)
    : recorded_(suggestions_in(recorded)) {}

Result<std::vector<Suggestion>> RecalledSuggestions::next(Strategy& strategy,
                                                          TrialId first,
                                                          std::size_t) {
  strategy.recall(first, recorded_);
  return std::exchange(recorded_, {});
}

}  // namespace tuner
