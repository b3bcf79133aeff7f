#include "strategies/definition_split.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

namespace tuner {
namespace {

constexpr std::size_t kFirst = 3;     // trials of each, before results decide
constexpr double kLeastShare = 0.2;   // of an even share
constexpr double kExploration = 2.0;  // α
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Upper median: a value that occurred.
double median(const std::vector<double>& sorted) { return sorted[sorted.size() / 2]; }

}  // namespace

void DefinitionSplit::on_suggested(std::size_t definition) {
  ++arms_[definition].suggested;
  ++suggested_;
}

void DefinitionSplit::on_result(std::size_t definition, double loss) {
  std::vector<double>& losses = arms_[definition].losses;
  losses.insert(std::ranges::upper_bound(losses, loss), loss);
}

std::vector<std::size_t> DefinitionSplit::order() const {
  using Rank = std::tuple<bool, double, std::size_t>;  // the lowest first
  std::vector<Rank> ranks;
  for (const Arm& arm : arms_) {
    const bool short_of = falls_short(arm);
    ranks.emplace_back(!short_of, short_of ? 0.0 : index_of(arm), arm.suggested);
  }
  std::vector<std::size_t> order(arms_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return ranks[i]; });
  return order;
}

std::optional<std::size_t> DefinitionSplit::leader() const {
  std::optional<std::size_t> leader;
  for (std::size_t i = 0; i < arms_.size(); ++i) {
    if (arms_[i].losses.empty()) continue;
    if (!leader || arms_[i].losses.front() < arms_[*leader].losses.front()) leader = i;
  }
  return leader;
}

bool DefinitionSplit::falls_short(const Arm& arm) const {
  const double even = static_cast<double>(suggested_) / static_cast<double>(arms_.size());
  return arm.suggested < kFirst || static_cast<double>(arm.suggested) < kLeastShare * even;
}

double DefinitionSplit::index_of(const Arm& arm) const {
  if (arm.losses.empty()) return kInfinity;
  const double best = arm.losses.front();
  const double exploration = kExploration * std::log1p(static_cast<double>(suggested_)) /
                             static_cast<double>(arm.suggested);
  // Halves first: the difference of two huge losses is finite then.
  const double half_spread = median(arm.losses) / 2.0 - best / 2.0;
  return best / 2.0 - half_spread * exploration * exploration;
}

}  // namespace tuner
