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

// Losses divided by the largest magnitude, so that nothing below can overflow, and cut.
struct Cut {
  Eigen::VectorXd y;
  double unit = 0.0;  // 0: there is no loss, or all are 0; y is 0
  double ceiling = 0.0;
  double mean = 0.0, deviation = 0.0;  // of y; the deviation is 0 where it is rounding only
};

Cut cut_losses(std::span<const double> losses) {
  const auto n = static_cast<Eigen::Index>(losses.size());
  Cut cut{Eigen::VectorXd::Zero(n)};
  if (n == 0) return cut;
  std::vector<double> sorted(losses.begin(), losses.end());
  std::sort(sorted.begin(), sorted.end());
  cut.unit = std::max(std::abs(sorted.front()), std::abs(sorted.back()));
  if (cut.unit == 0.0) return cut;
  for (double& loss : sorted) loss /= cut.unit;
  cut.ceiling = ceiling_of(sorted);
  cut.y = Eigen::Map<const Eigen::VectorXd>(losses.data(), n).unaryExpr([&](double loss) {
    return std::min(loss / cut.unit, cut.ceiling);
  });
  cut.mean = cut.y.mean();
  cut.y.array() -= cut.mean;
  const double deviation = std::sqrt(cut.y.squaredNorm() / static_cast<double>(n));
  if (deviation > kConstant) cut.deviation = deviation;
  return cut;
}

}  // namespace

Eigen::VectorXd standardise_losses(std::span<const double> losses) {
  const Cut cut = cut_losses(losses);
  if (cut.deviation == 0.0) return Eigen::VectorXd::Zero(cut.y.size());
  return cut.y / cut.deviation;
}

LossScale loss_scale(std::span<const double> losses) {
  const Cut cut = cut_losses(losses);
  return {cut.mean * cut.unit, cut.deviation * cut.unit, cut.ceiling * cut.unit};
}

}  // namespace tuner
