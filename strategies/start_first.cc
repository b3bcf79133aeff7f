#include "strategies/start_first.h"

#include <algorithm>
#include <utility>

namespace tuner {

StartFirst::StartFirst(const SearchSpace& space,
                       std::vector<Configuration> start,
                       std::unique_ptr<Strategy> inner)
    : StrategyAround(std::move(inner)), space_(space) {
  for (const Configuration& configuration : start) {
    ConfigurationKey key = key_of(space_, configuration);
    if (std::find(waiting_.begin(), waiting_.end(), key) == waiting_.end()) {
      waiting_.push_back(std::move(key));
    }
  }
}

Result<std::vector<Suggestion>> StartFirst::ask(TrialId first, std::size_t count) {
  std::vector<Suggestion> suggestions;
  while (suggestions.size() < count && !waiting_.empty()) {
    suggestions.push_back({configuration_of(space_, waiting_.front())});
    recall(first, {&suggestions.back(), 1});
    ++first.number;
  }
  if (suggestions.size() == count) return suggestions;
  TUNER_ASSIGN_OR_RETURN(const auto others, inner().ask(first, count - suggestions.size()));
  suggestions.insert(suggestions.end(), others.begin(), others.end());
  return suggestions;
}

void StartFirst::recall(TrialId first, std::span<const Suggestion> suggestions) {
  inner().recall(first, suggestions);
  for (const Suggestion& suggestion : suggestions) tried(suggestion.configuration);
}

void StartFirst::tell(const Outcome& outcome) {
  inner().tell(outcome);
  tried(outcome.suggestion.configuration);
}

void StartFirst::tried(const Configuration& configuration) {
  if (waiting_.empty() || !space_.check(configuration)) return;
  std::erase(waiting_, key_of(space_, configuration));
}

}  // namespace tuner
