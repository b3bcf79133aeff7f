#include "tuner/model/related_results.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "tuner/model/lesson.h"
#include "tuner/space/carry_over.h"

namespace tuner {
namespace {

constexpr std::size_t kMostFirst = 5;

// rank / (n + 1) of each value.
std::vector<double> shares_below(const std::vector<double>& values) {
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> shares;
  for (const double value : values) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), value);
    const auto before = static_cast<double>(first - sorted.begin());
    const auto through = static_cast<double>(last - sorted.begin());
    shares.push_back(0.5 * (before + 1.0 + through) / (static_cast<double>(values.size()) + 1.0));
  }
  return shares;
}

using Ranks = std::vector<double>;  // of one configuration, by task and objective

double gain(const Ranks& best, const Ranks& ranks) {
  double sum = 0.0;
  for (std::size_t i = 0; i < best.size(); ++i) sum += std::max(best[i] - ranks[i], 0.0);
  return sum;
}

}  // namespace

std::vector<RelatedResult> ranked_results(const SearchSpace& space,
                                          const std::vector<EarlierResult>& task,
                                          std::size_t objective) {
  std::vector<const EarlierResult*> valued;
  std::vector<double> losses;
  for (const EarlierResult& result : task) {
    const auto lesson = tuner::lesson(result.status, result.failure, result.losses);
    if (!lesson || !std::isfinite(*lesson)) continue;
    valued.push_back(&result);
    losses.push_back(result.losses[objective]);
  }
  const std::vector<double> ranks = shares_below(losses);
  std::vector<RelatedResult> results;
  for (std::size_t i = 0; i < valued.size(); ++i) {
    auto carried = carried_over(space, valued[i]->configuration);
    if (carried) results.push_back({std::move(*carried), ranks[i]});
  }
  return results;
}

std::vector<Configuration> complementary(const SearchSpace& space,
                                         const RelatedTasks& tasks,
                                         std::size_t objectives) {
  Ranks best(tasks.size() * objectives, 1.0);
  std::map<Configuration, Ranks> candidates;
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    for (std::size_t j = 0; j < objectives; ++j) {
      for (const RelatedResult& result : ranked_results(space, tasks[t], j)) {
        Ranks& ranks = candidates.try_emplace(result.configuration, best).first->second;
        double& rank = ranks[t * objectives + j];
        rank = std::min(rank, result.rank);
      }
    }
  }
  std::vector<Configuration> chosen;
  while (chosen.size() < kMostFirst && !candidates.empty()) {
    const auto next =
        std::max_element(candidates.begin(), candidates.end(), [&](const auto& a, const auto& b) {
          return gain(best, a.second) < gain(best, b.second);
        });
    if (gain(best, next->second) <= 0.0) break;
    for (std::size_t i = 0; i < best.size(); ++i) best[i] = std::min(best[i], next->second[i]);
    chosen.push_back(next->first);
  }
  return chosen;
}

}  // namespace tuner
