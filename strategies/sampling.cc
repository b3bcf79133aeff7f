#include "strategies/sampling.h"

#include <utility>

namespace tuner {

SamplingStrategy::SamplingStrategy(SearchSpace space, std::uint64_t seed, std::string_view purpose)
    : unseen_(std::move(space)), seed_(seed), purpose_(purpose) {}

Result<std::vector<Suggestion>> SamplingStrategy::ask(TrialId first, std::size_t count) {
  std::vector<Suggestion> suggestions;
  const Encoding& encoding = unseen_.encoding();
  for (TrialId trial = first; suggestions.size() < count; ++trial.number) {
    auto chosen = unseen_.choose(encoding.decode(point(trial, encoding.dimension())),
                                 Rng::for_trial(seed_, trial, purpose_));
    if (!chosen) break;
    unseen_.mark(*chosen);
    suggestions.push_back({std::move(*chosen)});
  }
  return suggestions;
}

void SamplingStrategy::recall(TrialId, std::span<const Suggestion> suggestions) {
  for (const Suggestion& suggestion : suggestions) unseen_.mark(suggestion.configuration);
}

void SamplingStrategy::tell(const Outcome& outcome) {
  unseen_.mark(outcome.suggestion.configuration);
}

}  // namespace tuner
