#include "strategies/loss_curve.h"

#include <algorithm>

namespace tuner {

void LossCurve::add(std::int64_t step, double loss) {
  while (!points_.empty() && points_.back().step >= step) points_.pop_back();
  LossPoint point{step, loss, loss, loss};
  if (!points_.empty()) {
    point.sum += points_.back().sum;
    point.best = std::min(point.best, points_.back().best);
  }
  points_.push_back(point);
}

std::size_t LossCurve::count_up_to(std::int64_t step) const {
  const auto end = std::upper_bound(
      points_.begin(), points_.end(), step, [](std::int64_t s, const LossPoint& p) {
        return s < p.step;
      });
  return static_cast<std::size_t>(end - points_.begin());
}

std::size_t count_below(const Resource& resource, const LossCurve& curve, std::int64_t step) {
  if (!resource.counts_values) return curve.count_up_to(step - 1);
  return std::min(curve.size(), static_cast<std::size_t>(step - 1));
}

}  // namespace tuner
