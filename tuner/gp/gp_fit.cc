#include "tuner/gp/gp_fit.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace tuner {

namespace {

constexpr Eigen::Index kFirstRows = 192, kMostRows = 256;
constexpr int kIterations = 50, kLastIterations = 20;  // on the first rows, and on the most

// Where the posterior is flat to some hundredths, the parameters are far less certain than what further iterations would change.
LbfgsOptions at_most(int iterations) {
  return {.max_iterations = iterations, .gradient_tolerance = 3e-2, .relative_decrease = 1e-4};
}

GpData rows_of(const GpData& data, Eigen::Index limit) {
  const std::vector<Eigen::Index> rows = representative_rows(data.x, data.z, limit);
  GpData some{data.x(rows, Eigen::all), data.groups, data.z(rows)};
  if (data.transfer()) some.g = data.g(rows);
  return some;
}

GpFit best_start(const GpData& data, LogLikelihood& likelihood) {
  const Eigen::Index groups = group_count(data.groups);
  const std::vector<GpParameters> starts = starting_points(groups, data.transfer());
  GpFit fit{starts.front(), -std::numeric_limits<double>::infinity()};
  for (const GpParameters& start : starts) {
    const double value = log_posterior(likelihood, start.pack());
    ++fit.evaluations;
    if (value > fit.log_posterior) {
      fit.log_posterior = value;
      fit.parameters = start;
    }
  }
  return fit;
}

void improve(GpFit& fit,
             const GpData& data,
             LogLikelihood& likelihood,
             const LbfgsOptions& options) {
  const SmoothFunction objective = [&likelihood](const Eigen::VectorXd& theta,
                                                 Eigen::VectorXd& gradient) {
    const double value = log_posterior(likelihood, theta, gradient);
    gradient = -gradient;
    return -value;
  };
  const Eigen::Index groups = group_count(data.groups);
  const ParameterBox box = parameter_box(groups, data.transfer());
  const LbfgsResult found =
      minimize_in_box(objective, fit.parameters.pack(), box.lower, box.upper, options);
  fit.evaluations += found.evaluations;
  fit.stop = found.stop;
  if (found.stop == LbfgsStop::kNotFinite) return;
  fit.parameters = GpParameters::unpack(found.x, groups);
  fit.log_posterior = -found.value;
}

}  // namespace

GpFit fit_gp(const GpData& data) {
  const GpData first = rows_of(data, kFirstRows);
  LogLikelihood few(first);
  GpFit fit = best_start(first, few);
  improve(fit, first, few, at_most(kIterations));
  if (data.x.rows() > kFirstRows) {
    const GpData more = rows_of(data, kMostRows);
    LogLikelihood many(more);
    improve(fit, more, many, at_most(kLastIterations));
  }
  return fit;
}

Eigen::Index last_fit_count(Eigen::Index count) {
  Eigen::Index fitted = std::min<Eigen::Index>(count, 64);
  if (count <= fitted) return fitted;
  for (Eigen::Index next = fitted; next <= count; next = fitted + (fitted + 19) / 20) fitted = next;
  return fitted;
}

std::vector<Eigen::Index> representative_rows(const Eigen::Ref<const Eigen::MatrixXd>& x,
                                              const Eigen::Ref<const Eigen::VectorXd>& z,
                                              Eigen::Index limit) {
  const Eigen::Index n = x.rows();
  std::vector<Eigen::Index> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  if (n <= limit) return order;
  std::stable_sort(order.begin(), order.end(), [&z](auto a, auto b) { return z[a] < z[b]; });

  Eigen::ArrayXd distance = Eigen::ArrayXd::Constant(n, std::numeric_limits<double>::infinity());
  Eigen::ArrayXd from(n);
  std::vector<Eigen::Index> chosen;
  const auto choose = [&](Eigen::Index row) {
    if (distance[row] < 0.0) return;
    chosen.push_back(row);
    from.setZero();
    for (Eigen::Index c = 0; c < x.cols(); ++c) from += (x.col(c).array() - x(row, c)).square();
    distance = distance.min(from);
    distance[row] = -1.0;  // taken
  };
  for (Eigen::Index i = 0; i < limit / 4; ++i) choose(order[static_cast<std::size_t>(i)]);
  for (Eigen::Index i = 0; i < limit / 4; ++i) choose(n - 1 - i);
  while (static_cast<Eigen::Index>(chosen.size()) < limit) {
    Eigen::Index farthest = 0;
    distance.maxCoeff(&farthest);
    choose(farthest);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace tuner
