#include "strategies/tiers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace tuner {
namespace {

constexpr std::size_t kFirstDecision = 16;

struct Cost {
  double results, seconds;
};
// Measured at eight parameters, ten for the last two. The process has fewer rows beyond 768 results.
constexpr std::array kBayesianCosts = {
    Cost{20, 0.7e-3}, Cost{100, 2e-3}, Cost{500, 6.5e-3}, Cost{750, 15e-3}, Cost{800, 9e-3}};
constexpr std::array kTpeCosts = {Cost{100, 69e-6}, Cost{1000, 279e-6}, Cost{10'000, 563e-6}};
constexpr std::array kCmaEsCosts = {Cost{1, 4e-6}};

// Between two entries on a line of logarithms, beyond the ends as at the ends.
double cost_at(std::span<const Cost> costs, double results) {
  if (results <= costs.front().results) return costs.front().seconds;
  for (std::size_t i = 1; i < costs.size(); ++i) {
    const Cost &a = costs[i - 1], &b = costs[i];
    if (results > b.results) continue;
    const double part = std::log(results / a.results) / std::log(b.results / a.results);
    return a.seconds * std::pow(b.seconds / a.seconds, part);
  }
  return costs.back().seconds;
}

bool is_ordered(const SearchSpace& space) {
  return std::ranges::none_of(space.parameters(), [](const Parameter& parameter) {
    return std::holds_alternative<Categorical>(parameter.domain) || !parameter.when.empty();
  });
}

}  // namespace

double suggestion_seconds(Tier tier, std::size_t results, std::size_t dimension) {
  const auto n = static_cast<double>(results), d = static_cast<double>(dimension);
  switch (tier) {
    case Tier::kBayesian:
      return cost_at(kBayesianCosts, n) * (25.0 + d) / 33.0;
    case Tier::kTpe:
      return cost_at(kTpeCosts, n) * d / 10.0;
    case Tier::kCmaEs:
      return cost_at(kCmaEsCosts, n) * d / 10.0;
  }
  return 0.0;
}

std::string_view name_of(Tier tier) {
  constexpr std::string_view kNames[] = {"bayesian", "tpe", "cma_es"};
  return kNames[static_cast<std::size_t>(tier)];
}

Tier choose_tier(Tier current,
                 const SearchSpace& space,
                 std::size_t results,
                 double seconds_between) {
  const auto affordable = [&](Tier tier) {
    const double share = tier < current ? kShare : 2.0 * kShare;
    return suggestion_seconds(tier, results, space.size()) <= share * seconds_between;
  };
  if (affordable(Tier::kBayesian)) return Tier::kBayesian;
  if (affordable(Tier::kTpe) || !is_ordered(space)) return Tier::kTpe;
  return Tier::kCmaEs;
}

std::size_t next_decision(std::size_t results) {
  std::size_t next = kFirstDecision;
  while (next <= results) next += (next + 3) / 4;
  return next;
}

}  // namespace tuner
