#include "tuner/gp/targets.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tuner {
namespace {

constexpr double kWinsor = 2.5;
constexpr std::size_t kFewest = 5;
constexpr double kConstant =
    1e-15;  // a deviation that is rounding only, relative to the largest value

// `sorted` is not empty.
double ceiling_of(const std::vector<double>& sorted) {
  const double best = sorted.front(), worst = sorted.back();
  if (sorted.size() < kFewest) return worst;
  double pivot = 0.5 * (sorted[(sorted.size() - 1) / 2] + sorted[sorted.size() / 2]);
  if (pivot <= best) pivot = *std::upper_bound(sorted.begin(), sorted.end() - 1, best);
  return pivot + kWinsor * (pivot - best);
}

}  // namespace

Eigen::VectorXd standardise_losses(std::span<const double> losses) {
  const auto n = static_cast<Eigen::Index>(losses.size());
  Eigen::VectorXd y = Eigen::Map<const Eigen::VectorXd>(losses.data(), n);
  std::vector<double> finite;
  std::copy_if(losses.begin(), losses.end(), std::back_inserter(finite), [](double loss) {
    return std::isfinite(loss);
  });
  if (finite.empty()) return Eigen::VectorXd::Zero(n);
  std::sort(finite.begin(), finite.end());

  // Divided by the largest magnitude first, so that nothing below can overflow.
  const double unit = std::max(std::abs(finite.front()), std::abs(finite.back()));
  if (unit == 0.0) return Eigen::VectorXd::Zero(n);
  for (double& loss : finite) loss /= unit;
  const double ceiling = ceiling_of(finite);
  y = y.unaryExpr(
      [&](double loss) { return std::isfinite(loss) ? std::min(loss / unit, ceiling) : ceiling; });
  y.array() -= y.mean();
  const double deviation = std::sqrt(y.squaredNorm() / static_cast<double>(n));
  if (deviation <= kConstant) return Eigen::VectorXd::Zero(n);
  return y / deviation;
}

}  // namespace tuner
