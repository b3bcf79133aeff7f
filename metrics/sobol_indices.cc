#include "metrics/sobol_indices.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "metrics/rank_test.h"
#include "tuner/base/sobol.h"

namespace tuner {
namespace {

constexpr Eigen::Index kRepetitions =
    8;  // with other points; and of the jackknife, with other trials
constexpr double kMostCovariances = 4e9;     // kernel entries times columns, in all
constexpr std::uint32_t kFewestPoints = 16;  // a power of two, as the others
constexpr double kFlat = 1e-10;              // a deviation in standardised units that is rounding

// The model's mean as a function of points that need not be snapped, n×D to n.
using Mean = std::function<Eigen::VectorXd(const Eigen::MatrixXd& points)>;

struct Pair {
  Eigen::MatrixXd a, b;
};

Pair draw(Eigen::Index dimension, std::uint32_t count, std::uint64_t seed) {
  const ScrambledSobol sobol(static_cast<std::size_t>(2 * dimension), seed);
  Pair pair{Eigen::MatrixXd(count, dimension), Eigen::MatrixXd(count, dimension)};
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::vector<double> point = sobol.point(i);
    const auto both = Eigen::Map<const Eigen::RowVectorXd>(point.data(), 2 * dimension);
    pair.a.row(i) = both.head(dimension);
    pair.b.row(i) = both.tail(dimension);
  }
  return pair;
}

struct Estimate {
  Eigen::VectorXd first, total;  // by coordinate of `which`
  double deviation = 0.0, median = 0.0;
};

Estimate jansen(const Mean& mean,
                const Pair& points,
                const std::vector<Eigen::Index>& which,
                bool whole_space) {
  const auto coordinates = static_cast<Eigen::Index>(which.size());
  Eigen::VectorXd f(2 * points.a.rows());
  f << mean(points.a), mean(points.b);
  Estimate estimate{Eigen::VectorXd::Zero(coordinates), Eigen::VectorXd::Zero(coordinates)};
  estimate.median = quantile({f.begin(), f.end()}, 0.5);
  const auto cut = [&](const Eigen::VectorXd& values) -> Eigen::VectorXd {
    return whole_space ? values : values.cwiseMin(estimate.median);
  };
  f = cut(f);
  const double variance = (f.array() - f.mean()).square().mean();
  estimate.deviation = std::sqrt(variance);
  if (estimate.deviation <= kFlat) return estimate;
  const auto f_a = f.head(points.a.rows()), f_b = f.tail(points.b.rows());
  Eigen::MatrixXd mixed = points.a;
  for (Eigen::Index k = 0; k < coordinates; ++k) {
    const Eigen::Index j = which[static_cast<std::size_t>(k)];
    mixed.col(j) = points.b.col(j);
    const Eigen::VectorXd f_mixed = cut(mean(mixed));
    mixed.col(j) = points.a.col(j);
    estimate.first[k] = 1.0 - 0.5 * (f_b - f_mixed).squaredNorm() / f_a.size() / variance;
    estimate.total[k] = 0.5 * (f_a - f_mixed).squaredNorm() / f_a.size() / variance;
  }
  return estimate;
}

// Σ_r (s_r − s̄)² over the rows.
Eigen::ArrayXd scatter(const Eigen::MatrixXd& estimates) {
  return (estimates.rowwise() - estimates.colwise().mean()).colwise().squaredNorm().transpose();
}

std::uint32_t affordable(const TrialModel& model, std::size_t varied, std::uint32_t wanted) {
  const double each = static_cast<double>(varied + 2) *
                      static_cast<double>(model.process().observed()) *
                      (8.0 + static_cast<double>(model.coordinates().groups().size()));
  std::uint32_t points = wanted;
  while (points > kFewestPoints && each * points * 2.0 * kRepetitions > kMostCovariances) {
    points /= 2;
  }
  return points;
}

// The same model at other points each time: one row each, first then total.
struct Repetitions {
  Eigen::MatrixXd indices;
  double deviation = 0.0, median = 0.0;  // averages
};

Repetitions repeat(const TrialModel& model,
                   const std::vector<Eigen::Index>& varied,
                   std::uint32_t points,
                   const SobolOptions& options) {
  const auto count = static_cast<Eigen::Index>(varied.size());
  const Mean mean = [&](const Eigen::MatrixXd& u) { return model.means(u); };
  Repetitions result{Eigen::MatrixXd(kRepetitions, 2 * count)};
  for (Eigen::Index r = 0; r < kRepetitions; ++r) {
    const std::uint64_t seed = options.seed + static_cast<std::uint64_t>(r);
    const Estimate estimate = jansen(
        mean, draw(model.coordinates().dimension(), points, seed), varied, options.whole_space);
    result.indices.row(r) << estimate.first.transpose(), estimate.total.transpose();
    result.deviation += estimate.deviation / kRepetitions;
    result.median += estimate.median / kRepetitions;
  }
  return result;
}

// Models that each miss a part of the trials, at the same points.
Eigen::MatrixXd leave_parts_out(const TrialModel& model,
                                const std::vector<Eigen::Index>& varied,
                                std::uint32_t points,
                                const SobolOptions& options) {
  const Pair pair = draw(model.coordinates().dimension(), points, options.seed);
  Eigen::MatrixXd indices(kRepetitions, 2 * static_cast<Eigen::Index>(varied.size()));
  Eigen::Index done = 0;
  for (Eigen::Index part = 0; part < kRepetitions; ++part) {
    const auto process = model.without(part, kRepetitions);
    if (!process) continue;
    const Mean mean = [&](const Eigen::MatrixXd& u) { return model.means(u, *process); };
    const Estimate estimate = jansen(mean, pair, varied, options.whole_space);
    indices.row(done++) << estimate.first.transpose(), estimate.total.transpose();
  }
  return indices.topRows(done);
}

}  // namespace

SobolIndices sobol_indices(const TrialModel& model, const SobolOptions& options) {
  std::vector<Eigen::Index> varied;
  for (Eigen::Index j = 0; j < model.coordinates().dimension(); ++j) {
    if (model.coordinates().levels(j) != 1) varied.push_back(j);
  }
  const std::uint32_t points = affordable(model, varied.size(), options.points);
  const Repetitions repeated = repeat(model, varied, points, options);
  const Eigen::MatrixXd parts = leave_parts_out(model, varied, points, options);
  constexpr double kR = kRepetitions;
  Eigen::ArrayXd variance = scatter(repeated.indices) / (kR * (kR - 1.0));
  if (parts.rows() > 1) {
    variance += scatter(parts) * (1.0 - 1.0 / static_cast<double>(parts.rows()));
  }
  const Eigen::ArrayXd errors = variance.sqrt();
  const Eigen::RowVectorXd means = repeated.indices.colwise().mean();

  SobolIndices result;
  result.deviation = repeated.deviation > kFlat ? model.difference(repeated.deviation) : 0.0;
  result.median = model.value(repeated.median);
  const auto count = static_cast<Eigen::Index>(varied.size());
  for (Eigen::Index k = 0; k < count; ++k) {
    const auto parameter = static_cast<std::size_t>(varied[static_cast<std::size_t>(k)]);
    result.parameters.push_back({model.space().parameters()[parameter].name,
                                 std::min(means[k], means[count + k]),  // more is sampling error
                                 means[count + k],
                                 errors[k],
                                 errors[count + k]});
  }
  std::stable_sort(result.parameters.begin(),
                   result.parameters.end(),
                   [](const SobolIndex& a, const SobolIndex& b) { return a.total > b.total; });
  return result;
}

}  // namespace tuner
