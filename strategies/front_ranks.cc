#include "strategies/front_ranks.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

#include "tuner/job/front.h"

namespace tuner {
namespace {

std::vector<std::size_t> indices(std::size_t count) {
  std::vector<std::size_t> all(count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

// Adds the share of one loss. Halves, so that no difference overflows.
void add_distances(std::span<const std::vector<double>> losses,
                   std::size_t loss,
                   std::vector<double>& distances) {
  const auto half = [&](std::size_t i) { return losses[i][loss] / 2.0; };
  std::vector<std::size_t> order = indices(losses.size());
  std::stable_sort(
      order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return half(a) < half(b); });
  const double range = half(order.back()) - half(order.front());
  if (range == 0.0) return;
  distances[order.front()] = distances[order.back()] = std::numeric_limits<double>::infinity();
  for (std::size_t k = 1; k + 1 < order.size(); ++k) {
    distances[order[k]] += (half(order[k + 1]) - half(order[k - 1])) / range;
  }
}

}  // namespace

std::vector<std::size_t> front_ranks(std::span<const std::vector<double>> losses) {
  const std::size_t count = losses.size();
  std::vector<std::size_t> ranks(count, 0), dominators(count, 0);
  std::vector<std::vector<std::size_t>> dominated(count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < count; ++k) {
      if (!dominates(losses[i], losses[k])) continue;
      dominated[i].push_back(k);
      ++dominators[k];
    }
  }
  std::vector<std::size_t> ready;
  for (std::size_t i = 0; i < count; ++i) {
    if (dominators[i] == 0) ready.push_back(i);
  }
  for (std::size_t next = 0; next < ready.size(); ++next) {
    for (const std::size_t k : dominated[ready[next]]) {
      if (--dominators[k] > 0) continue;
      ranks[k] = ranks[ready[next]] + 1;
      ready.push_back(k);
    }
  }
  return ranks;
}

std::vector<double> crowding_distances(std::span<const std::vector<double>> losses) {
  std::vector<double> distances(losses.size(), 0.0);
  if (losses.empty()) return distances;
  for (std::size_t j = 0; j < losses.front().size(); ++j) add_distances(losses, j, distances);
  return distances;
}

std::vector<std::size_t> front_order(std::span<const std::vector<double>> losses) {
  const std::vector<std::size_t> ranks = front_ranks(losses);
  std::vector<std::size_t> order = indices(losses.size());
  std::vector<double> alone(losses.size());
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return ranks[a] < ranks[b];
  });
  for (std::size_t first = 0; first < order.size();) {
    std::vector<std::size_t> peers;
    std::vector<std::vector<double>> their_losses;
    for (std::size_t k = first; k < order.size() && ranks[order[k]] == ranks[order[first]]; ++k) {
      peers.push_back(order[k]);
      their_losses.push_back(losses[order[k]]);
    }
    const std::vector<double> distances = crowding_distances(their_losses);
    for (std::size_t k = 0; k < peers.size(); ++k) alone[peers[k]] = distances[k];
    first += peers.size();
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tuple(ranks[a], -alone[a], a) < std::tuple(ranks[b], -alone[b], b);
  });
  return order;
}

std::vector<std::size_t> constrained_order(std::span<const std::vector<double>> losses,
                                           std::span<const double> violations) {
  std::vector<std::size_t> keeping, violating, order;
  std::vector<std::vector<double>> losses_of_keeping;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    (violations[i] == 0.0 ? keeping : violating).push_back(i);
    if (violations[i] == 0.0) losses_of_keeping.push_back(losses[i]);
  }
  for (const std::size_t k : front_order(losses_of_keeping)) order.push_back(keeping[k]);
  std::stable_sort(violating.begin(), violating.end(), [&](std::size_t a, std::size_t b) {
    return violations[a] < violations[b];
  });
  order.insert(order.end(), violating.begin(), violating.end());
  return order;
}

}  // namespace tuner
