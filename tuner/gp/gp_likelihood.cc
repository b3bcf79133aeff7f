#include "tuner/gp/gp_likelihood.h"

#include <Eigen/Cholesky>
#include <cmath>
#include <limits>
#include <numbers>

#include "tuner/gp/triangular.h"

namespace tuner {
namespace {

// Lower triangle of Q = ½(ααᵀ − K⁻¹), in the place of the Cholesky factor.
void factor_to_q(Eigen::MatrixXd& factor, const Eigen::VectorXd& alpha) {
  invert_lower(factor);
  gram_of_lower(factor);
  for (Eigen::Index j = 0; j < factor.cols(); ++j) {
    const Eigen::Index below = factor.rows() - j;
    factor.col(j).tail(below) = 0.5 * (alpha[j] * alpha.tail(below) - factor.col(j).tail(below));
  }
}

// ∂ℒ/∂ln ℓ_g = −4 Σ_{c in g} [Σ_k u_kc² ω_k − u_cᵀ P_c], with u scaled and the lower triangle of W.
Eigen::VectorXd length_scale_gradient(const Eigen::MatrixXd& w,
                                      const Eigen::MatrixXd& u,
                                      const ColumnGroups& groups) {
  Eigen::MatrixXd u_and_one(u.rows(), u.cols() + 1);
  u_and_one << u, Eigen::VectorXd::Ones(u.rows());
  Eigen::MatrixXd product(u.rows(), u.cols() + 1);
  product.noalias() = w.selfadjointView<Eigen::Lower>() * u_and_one;
  const auto omega = product.col(u.cols());
  Eigen::VectorXd gradient = Eigen::VectorXd::Zero(group_count(groups));
  for (Eigen::Index c = 0; c < u.cols(); ++c) {
    gradient[groups[static_cast<std::size_t>(c)]] -=
        4.0 * (u.col(c).cwiseAbs2().dot(omega) - u.col(c).dot(product.col(c)));
  }
  return gradient;
}

}  // namespace

double log_likelihood(const GpData& data, const Eigen::VectorXd& theta, Eigen::VectorXd& gradient) {
  const GpParameters parameters = GpParameters::unpack(theta);
  const Eigen::Index n = data.z.size(), groups = parameters.length_scales.size();
  const Eigen::MatrixXd u = scale_columns(data.x, data.groups, parameters.length_scales);
  Eigen::MatrixXd k = squared_distances(u, u), slope(n, n);
  matern52(k, slope);
  k *= parameters.signal_variance;
  k.diagonal().array() += parameters.noise_variance;

  Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> llt(k);
  if (llt.info() != Eigen::Success) return -std::numeric_limits<double>::infinity();
  const Eigen::VectorXd residual = data.z.array() - parameters.mean;
  const Eigen::VectorXd alpha = llt.solve(residual);
  const double fit = residual.dot(alpha), count = static_cast<double>(n);
  const double value = -0.5 * fit - k.diagonal().array().log().sum() -
                       0.5 * count * std::log(2.0 * std::numbers::pi);

  factor_to_q(k, alpha);
  const double noise_slope = parameters.noise_variance * k.trace();
  slope.triangularView<Eigen::Lower>() = parameters.signal_variance * slope.cwiseProduct(k);
  gradient.resize(groups + 3);
  gradient << length_scale_gradient(slope, u, data.groups), 0.5 * (fit - count) - noise_slope,
      noise_slope, alpha.sum();
  return value;
}

double log_posterior(const GpData& data, const Eigen::VectorXd& theta, Eigen::VectorXd& gradient) {
  const double likelihood = log_likelihood(data, theta, gradient);
  return std::isfinite(likelihood) ? likelihood + log_prior(theta, gradient) : likelihood;
}

}  // namespace tuner
