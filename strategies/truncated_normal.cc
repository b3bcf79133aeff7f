#include "strategies/truncated_normal.h"

#include <algorithm>

namespace tuner {
namespace {

constexpr int kMostDraws = 1000;  // one draw in two lies inside for σ <= 1, one in forty for σ = 10
constexpr double kInverseSqrtTwoPi = 0.39894228040143267794;

}  // namespace

Eigen::ArrayXd fast_normal_cdf(const Eigen::Ref<const Eigen::ArrayXd>& z) {
  const Eigen::ArrayXd t = 1.0 / (1.0 + 0.2316419 * z.abs());
  const Eigen::ArrayXd tail =
      kInverseSqrtTwoPi * (-0.5 * z.square()).exp() * t *
      (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (z > 0.0).select(1.0 - tail, tail);
}

Eigen::ArrayXd log_inside_mass(const Eigen::Ref<const Eigen::ArrayXd>& means, double sigma) {
  return (fast_normal_cdf((1.0 - means) / sigma) - fast_normal_cdf(-means / sigma)).log();
}

double draw_truncated(double mean, double sigma, Rng& rng) {
  double x = mean + sigma * rng.normal();
  for (int i = 1; i < kMostDraws && !(x >= 0.0 && x <= 1.0); ++i) x = mean + sigma * rng.normal();
  return std::clamp(x, 0.0, 1.0);
}

}  // namespace tuner
