#include "tuner/job/constraint.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tuner {
namespace {

constexpr double kMost = 1e300;  // thousands of these still have a finite sum

}  // namespace

double Constraint::excess(double value) const {
  constexpr double kNone = -std::numeric_limits<double>::infinity();
  const double below = min ? *min - value : kNone, above = max ? value - *max : kNone;
  const double magnitude = std::max(std::abs(min.value_or(0.0)), std::abs(max.value_or(0.0)));
  return std::clamp(std::max(below, above) / (magnitude > 0.0 ? magnitude : 1.0), -kMost, kMost);
}

double violation_of(std::span<const double> excesses) {
  double sum = 0.0;
  for (const double excess : excesses) sum += std::max(excess, 0.0);
  return sum;
}

}  // namespace tuner
