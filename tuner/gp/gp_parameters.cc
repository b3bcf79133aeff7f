#include "tuner/gp/gp_parameters.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tuner {
namespace {

constexpr double kLengthScaleMin = 0.025, kLengthScaleMax = 100.0;
constexpr double kSignalMin = 0.05, kSignalMax = 20.0;
constexpr double kNoiseMin = 1e-6,
                 kNoiseMax = 1.0;  // a floor of 1e-4 costs much of the final precision
constexpr double kMeanMax = 10.0;
constexpr double kTransferMax = 3.0;

struct NormalPrior {
  double mean, variance;
};
constexpr NormalPrior kNoisy{-3.0, 1.0}, kDeterministic{-11.0, 2.25}, kTransfer{0.5, 0.25};

double log_density(const NormalPrior& normal, double x) {
  const double d = x - normal.mean;
  return -0.5 * (d * d / normal.variance + std::log(2.0 * std::numbers::pi * normal.variance));
}

// Value and slope of ln(½ N(x | a) + ½ N(x | b)), by log-sum-exp.
std::pair<double, double> log_noise_prior(double x) {
  const double a = log_density(kNoisy, x), b = log_density(kDeterministic, x);
  const double top = std::max(a, b);
  const double weight_a = std::exp(a - top), weight_b = std::exp(b - top),
               sum = weight_a + weight_b;
  const double slope_a = -(x - kNoisy.mean) / kNoisy.variance;
  const double slope_b = -(x - kDeterministic.mean) / kDeterministic.variance;
  return {top + std::log(0.5 * sum), (weight_a * slope_a + weight_b * slope_b) / sum};
}

}  // namespace

Eigen::VectorXd GpParameters::pack() const {
  const Eigen::Index groups = length_scales.size();
  Eigen::VectorXd theta(groups + (transfer ? 4 : 3));
  theta.head(groups) = length_scales.array().log();
  theta[groups] = std::log(signal_variance);
  theta[groups + 1] = std::log(noise_variance);
  theta[groups + 2] = mean;
  if (transfer) theta[groups + 3] = *transfer;
  return theta;
}

GpParameters GpParameters::unpack(const Eigen::VectorXd& theta, Eigen::Index groups) {
  GpParameters parameters{theta.head(groups).array().exp().matrix(),
                          std::exp(theta[groups]),
                          std::exp(theta[groups + 1]),
                          theta[groups + 2]};
  if (theta.size() > groups + 3) parameters.transfer = theta[groups + 3];
  return parameters;
}

ParameterBox parameter_box(Eigen::Index groups, bool transfer) {
  const auto corner =
      [groups, transfer](
          double length_scale, double signal, double noise, double mean, double rho) {
        return GpParameters{Eigen::VectorXd::Constant(groups, length_scale),
                            signal,
                            noise,
                            mean,
                            transfer ? std::optional(rho) : std::nullopt}
            .pack();
      };
  return {corner(kLengthScaleMin, kSignalMin, kNoiseMin, -kMeanMax, -kTransferMax),
          corner(kLengthScaleMax, kSignalMax, kNoiseMax, kMeanMax, kTransferMax)};
}

double log_prior(const Eigen::VectorXd& theta, Eigen::Index groups, Eigen::VectorXd& gradient) {
  constexpr double kLengthScaleVariance = 3.0;
  const double centre =
      std::numbers::sqrt2 + 0.5 * std::log(static_cast<double>(std::max<Eigen::Index>(groups, 1)));
  double value = 0.0;
  for (Eigen::Index g = 0; g < groups; ++g) {
    const double d = theta[g] - centre;
    value -= theta[g] + 0.5 * d * d / kLengthScaleVariance;
    gradient[g] -= 1.0 + d / kLengthScaleVariance;
  }
  const double log_signal = theta[groups], mean = theta[groups + 2];
  const auto [noise_value, noise_slope] = log_noise_prior(theta[groups + 1]);
  gradient[groups] -= log_signal;
  gradient[groups + 1] += noise_slope;
  gradient[groups + 2] -= mean;
  if (theta.size() > groups + 3) {
    const double d = theta[groups + 3] - kTransfer.mean;
    value -= 0.5 * d * d / kTransfer.variance;
    gradient[groups + 3] -= d / kTransfer.variance;
  }
  return value + noise_value - 0.5 * (log_signal * log_signal + mean * mean);
}

std::vector<GpParameters> starting_points(Eigen::Index groups, bool transfer) {
  const double usual = 0.37 * std::sqrt(static_cast<double>(std::max<Eigen::Index>(groups, 1)));
  std::vector<GpParameters> starts;
  for (const double factor : {1.0, 0.4, 2.5}) {
    for (const double log_noise : {kDeterministic.mean, kNoisy.mean}) {
      starts.push_back({Eigen::VectorXd::Constant(groups, factor * usual),
                        1.0,
                        std::exp(log_noise),
                        0.0,
                        transfer ? std::optional(kTransfer.mean) : std::nullopt});
    }
  }
  return starts;
}

}  // namespace tuner
