#include "tuner/space/parameter.h"

#include <cmath>
#include <limits>
#include <type_traits>

namespace tuner {
namespace {

constexpr double kLogFromRatio = 100.0;
constexpr double kStepSlack =
    1e-9;  // of a step: 0.3 is three steps of 0.1, although 0.3 / 0.1 < 3 in doubles

Scale resolved(Scale scale, double min, double max) {
  if (scale != Scale::kAuto) return scale;
  return min > 0.0 && max / min >= kLogFromRatio ? Scale::kLog : Scale::kLinear;
}

std::uint64_t count_of(const Continuous& range) {
  if (range.min == range.max) return 1;
  if (range.step <= 0.0) return 0;
  return static_cast<std::uint64_t>((range.max - range.min) / range.step + kStepSlack) + 1;
}

std::uint64_t count_of(const Integer& range) {
  const std::uint64_t width =
      static_cast<std::uint64_t>(range.max) - static_cast<std::uint64_t>(range.min);
  const std::uint64_t last = width / static_cast<std::uint64_t>(range.step);
  return last == std::numeric_limits<std::uint64_t>::max() ? last : last + 1;
}

std::uint64_t count_of(const Categorical& categorical) { return categorical.values.size(); }

}  // namespace

Scale resolved_scale(const Continuous& range) {
  return resolved(range.scale, range.min, range.max);
}

Scale resolved_scale(const Integer& range) {
  return resolved(range.scale, static_cast<double>(range.min), static_cast<double>(range.max));
}

std::uint64_t level_count(const Domain& domain) {
  return std::visit([](const auto& range) { return count_of(range); }, domain);
}

}  // namespace tuner
