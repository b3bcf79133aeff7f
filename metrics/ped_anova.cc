#include "metrics/ped_anova.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "tuner/base/rng.h"
#include "tuner/model/model_coordinates.h"
#include "tuner/model/trial_model.h"

namespace tuner {
namespace {

constexpr double kTopShare = 0.1;
constexpr std::size_t kFewestValues = 5;
constexpr std::uint64_t kCells = 50;
constexpr std::uint32_t kChanceDraws = 100;
constexpr double kChanceLevel = 0.95;
constexpr int kInactive = -1;

// One parameter of all trials as cells of a grid: levels, or equal parts of u.
struct Axis {
  std::size_t parameter = 0;
  Eigen::Index cells = 0;
  bool ordered = true;
  std::vector<int> cell;  // by trial; kInactive
};

using Members = std::vector<char>;  // by trial: is it one of the best?

Axis axis_of(const ModelCoordinates& coordinates,
             std::size_t parameter,
             const std::vector<Configuration>& configurations,
             const std::vector<Taught>& taught) {
  const auto j = static_cast<Eigen::Index>(parameter);
  const Parameter& described = coordinates.encoding().space().parameters()[parameter];
  const std::uint64_t levels = coordinates.levels(j);
  Axis axis{parameter, 0, !coordinates.is_categorical(j), {}};
  const bool by_level = levels > 0 && (levels <= kCells || !axis.ordered);
  axis.cells = static_cast<Eigen::Index>(by_level ? levels : kCells);
  for (std::size_t i = 0; i < taught.size(); ++i) {
    const auto value = configurations[i].find(described.name);
    if (value == configurations[i].end()) {
      axis.cell.push_back(kInactive);
    } else if (by_level) {
      axis.cell.push_back(static_cast<int>(level_index(described.domain, value->second)));
    } else {
      const double cell = taught[i].u[j] * static_cast<double>(axis.cells);
      axis.cell.push_back(std::min(static_cast<int>(cell), static_cast<int>(axis.cells) - 1));
    }
  }
  return axis;
}

// Trials per cell among those of `members`, or among all.
Eigen::VectorXd histogram(const Axis& axis, const Members* members) {
  Eigen::VectorXd counts = Eigen::VectorXd::Zero(axis.cells);
  for (std::size_t i = 0; i < axis.cell.size(); ++i) {
    if (axis.cell[i] != kInactive && (members == nullptr || (*members)[i] != 0)) {
      ++counts[axis.cell[i]];
    }
  }
  return counts;
}

// Scott's rule in cells, at least one.
double bandwidth(const Eigen::VectorXd& counts) {
  const double n = counts.sum();
  const auto at = Eigen::ArrayXd::LinSpaced(counts.size(), 0.0, counts.size() - 1.0);
  const double mean = (counts.array() * at).sum() / n;
  const double variance = (counts.array() * (at - mean).square()).sum() / n;
  return std::max(1.06 * std::sqrt(variance) * std::pow(n, -0.2), 1.0);
}

// Column c: where the mass of cell c goes. Normalised, so that no mass leaves the range.
Eigen::MatrixXd kernel(Eigen::Index cells, double width) {
  Eigen::MatrixXd k(cells, cells);
  for (Eigen::Index c = 0; c < cells; ++c) {
    for (Eigen::Index r = 0; r < cells; ++r) {
      k(r, c) = std::exp(-0.5 * std::pow(static_cast<double>(r - c) / width, 2));
    }
    k.col(c) /= k.col(c).sum();
  }
  return k;
}

// Both densities get the kernel of the smaller set: since that is a part of all, their ratio stays
// below all / top wherever it is taken.
double importance(const Axis& axis, const Eigen::VectorXd& all, const Members& members) {
  const Eigen::VectorXd top = histogram(axis, &members);
  const double trials = static_cast<double>(members.size());
  const double chosen = static_cast<double>(std::count(members.begin(), members.end(), char{1}));
  const double active = all.sum(), active_top = top.sum();
  if (active_top == 0.0) return 0.0;
  Eigen::VectorXd p_all = all / active, p_top = top / active_top;
  if (axis.ordered && axis.cells > 2) {
    const Eigen::MatrixXd smooth = kernel(axis.cells, bandwidth(top));
    p_all = smooth * p_all;
    p_top = smooth * p_top;
  }
  double divergence = 0.0;
  for (Eigen::Index c = 0; c < axis.cells; ++c) {
    if (p_all[c] > 0.0) divergence += std::pow(p_top[c] - p_all[c], 2) / p_all[c];
  }
  const double lift = (active_top / active) / (chosen / trials);
  return active / trials * lift * lift * divergence;
}

// `count` of the trials, the same ones for every parameter.
Members random_members(std::size_t trials, std::size_t count, std::uint32_t draw) {
  Rng rng = Rng::for_trial(0, TrialId{draw}, "importance by chance");
  std::vector<std::size_t> order(trials);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Members members(trials, 0);
  for (std::size_t i = 0; i < count; ++i) {
    std::swap(order[i], order[i + rng.below(trials - i)]);
    members[order[i]] = 1;
  }
  return members;
}

Result<double> top_threshold(std::vector<Taught> taught) {
  const std::size_t trials = taught.size();
  const auto n = static_cast<double>(trials);
  const auto wanted = static_cast<std::size_t>(std::ceil(std::max(kTopShare * n, std::sqrt(n))));
  const auto values = static_cast<std::size_t>(std::count_if(
      taught.begin(), taught.end(), [](const Taught& each) { return std::isfinite(each.loss); }));
  if (trials < kFewestForPedAnova || values < kFewestValues) {
    return fail(ErrorCode::kFailedPrecondition,
                "comparing the best trials with all needs " + std::to_string(kFewestForPedAnova) +
                    " trials, " + std::to_string(kFewestValues) +
                    " of them with a value; there are " + std::to_string(trials) + ", " +
                    std::to_string(values) + " with a value");
  }
  std::nth_element(taught.begin(),
                   taught.begin() + static_cast<std::ptrdiff_t>(std::min(wanted, values) - 1),
                   taught.end(),
                   [](const Taught& a, const Taught& b) { return a.loss < b.loss; });
  return taught[std::min(wanted, values) - 1].loss;
}

ParameterShare judged(const Axis& axis,
                      const std::string& name,
                      const Members& best,
                      const std::vector<Members>& random) {
  const Eigen::VectorXd all = histogram(axis, nullptr);
  const double found = importance(axis, all, best);
  double mean = 0.0;
  std::size_t below = 0;
  for (const Members& members : random) {
    const double by_chance = importance(axis, all, members);
    mean += by_chance / static_cast<double>(random.size());
    if (by_chance < found) ++below;
  }
  return {name,
          std::max(found - mean, 0.0),
          0.0,
          static_cast<double>(below) > kChanceLevel * static_cast<double>(random.size())};
}

}  // namespace

Result<PedAnova> ped_anova(const SearchSpace& space,
                           const Aims& aims,
                           std::span<const Trial> trials) {
  const ModelCoordinates coordinates(space);
  std::vector<Taught> taught = taught_by(trials, aims, coordinates.encoding());
  for (Taught& each : taught) {
    if (!each.can_be_best()) each.loss = std::numeric_limits<double>::infinity();
  }
  TUNER_ASSIGN_OR_RETURN(const double threshold, top_threshold(taught));
  Members best;
  std::vector<Configuration> configurations;
  for (const Taught& each : taught) {
    best.push_back(each.loss <= threshold ? 1 : 0);
    configurations.push_back(coordinates.encoding().decode(each.u));
  }
  PedAnova result;
  result.trials = taught.size();
  result.top = static_cast<std::size_t>(std::count(best.begin(), best.end(), char{1}));
  result.threshold = aims.objectives.front().to_value(threshold);
  if (2 * result.top > result.trials) {
    return fail(ErrorCode::kFailedPrecondition,
                std::to_string(result.top) + " of " + std::to_string(result.trials) +
                    " trials are as good as " + shortest(result.threshold) +
                    ": the best cannot be told from the rest");
  }
  std::vector<Members> random;
  for (std::uint32_t draw = 1; draw <= kChanceDraws; ++draw) {
    random.push_back(random_members(result.trials, result.top, draw));
  }
  double sum = 0.0;
  for (std::size_t j = 0; j < space.size(); ++j) {
    if (coordinates.levels(static_cast<Eigen::Index>(j)) == 1) continue;
    const Axis axis = axis_of(coordinates, j, configurations, taught);
    result.parameters.push_back(judged(axis, space.parameters()[j].name, best, random));
    sum += result.parameters.back().importance;
  }
  for (ParameterShare& each : result.parameters)
    each.share = sum > 0.0 ? each.importance / sum : 0.0;
  std::stable_sort(result.parameters.begin(),
                   result.parameters.end(),
                   [](const auto& a, const auto& b) { return a.importance > b.importance; });
  return result;
}

}  // namespace tuner
