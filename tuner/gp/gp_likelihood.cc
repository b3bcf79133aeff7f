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

}  // namespace

LogLikelihood::LogLikelihood(const GpData& data)
    : data_(data),
      scaled_and_one_(data.x.rows(), data.x.cols() + 1),
      product_(data.x.rows(), data.x.cols() + 1),
      factor_(data.x.rows(), data.x.rows()),
      slope_(data.x.rows(), data.x.rows()) {}

double LogLikelihood::at(const Eigen::VectorXd& theta) {
  parameters_ = GpParameters::unpack(theta, group_count(data_.groups));
  scaled_ = scale_columns(data_.x, data_.groups, parameters_.length_scales);
  covariance_of_rows(scaled_, parameters_.signal_variance, factor_, slope_);
  factor_.diagonal().array() += parameters_.noise_variance;
  const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> llt(factor_);
  if (llt.info() != Eigen::Success) return -std::numeric_limits<double>::infinity();
  Eigen::VectorXd residual = data_.z.array() - parameters_.mean;
  if (data_.transfer()) residual -= *parameters_.transfer * data_.g;
  alpha_ = llt.solve(residual);
  fit_ = residual.dot(alpha_);
  return -0.5 * fit_ - factor_.diagonal().array().log().sum() -
         0.5 * static_cast<double>(data_.z.size()) * std::log(2.0 * std::numbers::pi);
}

Eigen::VectorXd LogLikelihood::gradient() {
  factor_to_q(factor_, alpha_);
  const double noise_slope = parameters_.noise_variance * factor_.trace();
  const double count = static_cast<double>(data_.z.size());
  slope_.triangularView<Eigen::Lower>() = slope_.cwiseProduct(factor_);
  const Eigen::Index groups = parameters_.length_scales.size();
  Eigen::VectorXd gradient(groups + (data_.transfer() ? 4 : 3));
  gradient.head(groups + 3) << length_scale_gradient(), 0.5 * (fit_ - count) - noise_slope,
      noise_slope, alpha_.sum();
  if (data_.transfer()) gradient[groups + 3] = data_.g.dot(alpha_);
  return gradient;
}

// ∂ℒ/∂ln ℓ_g = −4 Σ_{c in g} [Σ_k u_kc² ω_k − u_cᵀ V_c], with u scaled and the lower triangle of W.
Eigen::VectorXd LogLikelihood::length_scale_gradient() {
  scaled_and_one_ << scaled_, Eigen::VectorXd::Ones(scaled_.rows());
  product_.noalias() = slope_.selfadjointView<Eigen::Lower>() * scaled_and_one_;
  const auto omega = product_.col(scaled_.cols());
  Eigen::VectorXd gradient = Eigen::VectorXd::Zero(parameters_.length_scales.size());
  for (Eigen::Index c = 0; c < scaled_.cols(); ++c) {
    const auto u = scaled_.col(c);
    gradient[data_.groups[static_cast<std::size_t>(c)]] -=
        4.0 * (u.cwiseAbs2().dot(omega) - u.dot(product_.col(c)));
  }
  return gradient;
}

double log_posterior(LogLikelihood& likelihood, const Eigen::VectorXd& theta) {
  Eigen::VectorXd unused = Eigen::VectorXd::Zero(theta.size());
  return likelihood.at(theta) + log_prior(theta, likelihood.groups(), unused);
}

double log_posterior(LogLikelihood& likelihood,
                     const Eigen::VectorXd& theta,
                     Eigen::VectorXd& gradient) {
  const double value = likelihood.at(theta);
  if (!std::isfinite(value)) return value;
  gradient = likelihood.gradient();
  return value + log_prior(theta, likelihood.groups(), gradient);
}

}  // namespace tuner
