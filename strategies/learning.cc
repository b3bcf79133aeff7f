#include "strategies/learning.h"

#include <algorithm>
#include <utility>

namespace tuner {
namespace {

constexpr std::size_t kFewestResults = 5;

}  // namespace

bool too_few_for_a_model(std::size_t results) { return results < kFewestResults; }

bool in_initial_design(const SearchSpace& space, std::size_t results, std::size_t running) {
  const std::size_t wanted = std::clamp<std::size_t>(space.size() + 1, 5, 10);
  return too_few_for_a_model(results) || results + running < wanted;
}

LearningStrategy::LearningStrategy(const SearchSpace& space, std::uint64_t seed)
    : seed_(seed), sobol_(std::max<std::size_t>(space.size(), 1), seed), unseen_(space) {}

Result<std::vector<Suggestion>> LearningStrategy::ask(TrialId first, std::size_t count) {
  std::vector<Suggestion> suggestions;
  while (suggestions.size() < count && !exhausted()) {
    const TrialId trial{first.number + static_cast<std::uint32_t>(suggestions.size())};
    suggestions.push_back({suggest(trial)});
    recall(trial, {&suggestions.back(), 1});
  }
  return suggestions;
}

void LearningStrategy::recall(TrialId first, std::span<const Suggestion> suggestions) {
  for (const Suggestion& suggestion : suggestions) {
    if (space().check(suggestion.configuration)) {
      running_[first] = encoding().encode(suggestion.configuration);
      unseen_.mark(suggestion.configuration);
    }
    ++first.number;
  }
}

void LearningStrategy::tell(const Outcome& outcome) {
  running_.erase(outcome.trial);
  if (!space().check(outcome.suggestion.configuration)) return;
  unseen_.mark(outcome.suggestion.configuration);
  learn(outcome);
}

Eigen::VectorXd LearningStrategy::design_point(TrialId trial) const {
  const std::vector<double> u = sobol_.point(trial.number - 1);
  return Eigen::Map<const Eigen::VectorXd>(u.data(), encoding().dimension());
}

Configuration LearningStrategy::free_or_other(Configuration wanted, const Rng& rng) {
  return *unseen_.choose(std::move(wanted), rng);
}

}  // namespace tuner
