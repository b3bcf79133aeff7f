// What a process says of its own observations.
#include <algorithm>

#include "tuner/base/check.h"
#include "tuner/gp/gaussian_process.h"
#include "tuner/gp/triangular.h"

namespace tuner {
namespace {

constexpr double kNoiseShare = 0.5;  // of the nugget; the rest is structure of f

}  // namespace

Eigen::VectorXd GaussianProcess::alpha() const { return upper(observed_).solve(beta_); }

// mean_i = z_i − α_i / K⁻¹_ii, variance_i = 1 / K⁻¹_ii.
LeaveOneOut GaussianProcess::leave_one_out() const {
  TUNER_CHECK(pending() == 0, "what is pending has no target to predict");
  Eigen::MatrixXd inverse = lower(observed_);
  invert_lower(inverse);
  const Eigen::VectorXd diagonal = inverse.colwise().squaredNorm();
  return {targets_, targets_ - alpha().cwiseQuotient(diagonal), diagonal.cwiseInverse()};
}

// K_f α = (z − m) − σ_n² α.
Eigen::VectorXd GaussianProcess::observed_means() const {
  return targets_ - (parameters_.noise_variance + jitter_) * alpha();
}

double GaussianProcess::noise_of_repetition() const {
  return kNoiseShare * (parameters_.noise_variance + jitter_);
}

Eigen::VectorXd GaussianProcess::average_over_equals(Eigen::Index row) const {
  const auto rows = scaled_.topRows(observed_).rowwise() - scaled_.row(row);
  const Eigen::VectorXd equal =
      (rows.rowwise().squaredNorm().array() == 0.0).template cast<double>();
  return equal / equal.sum();
}

Eigen::VectorXd GaussianProcess::repeated_means() const {
  const Eigen::VectorXd means = targets_ - noise_of_repetition() * alpha();
  Eigen::VectorXd averages(observed_);
  for (Eigen::Index i = 0; i < observed_; ++i) averages[i] = average_over_equals(i).dot(means);
  return averages;
}

// Of ε ~ N(0, σ_ε² I) in z = m + f + ε, given z: E[ε] = σ_ε² α, Cov[ε] = σ_ε² I − σ_ε⁴ K⁻¹.
Posterior GaussianProcess::repeated(Eigen::Index row) const {
  const Eigen::VectorXd weights = average_over_equals(row);
  const double noise = noise_of_repetition();
  const double mean = weights.dot(targets_ - noise * alpha());
  const double known = lower(observed_).solve(weights).squaredNorm();
  const double variance = noise * weights.squaredNorm() - noise * noise * known;
  return {Eigen::VectorXd::Constant(1, mean),
          Eigen::VectorXd::Constant(1, std::max(variance, variance_floor()))};
}

}  // namespace tuner
