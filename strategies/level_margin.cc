#include "strategies/level_margin.h"

#include <algorithm>

#include "tuner/base/rng.h"
#include "tuner/gp/normal.h"

namespace tuner {
namespace {

constexpr double kEnd = 1e-12;

double upper_quantile(double probability) { return -normal_quantile(probability); }

}  // namespace

CoordinateNormal with_margin(CoordinateNormal normal, const Bin& bin, double alpha) {
  const bool first = bin.low <= kEnd, last = bin.high >= 1.0 - kEnd;
  if (first && last) return normal;
  const double reach = upper_quantile(alpha) * normal.deviation;
  if (first) return {std::max(normal.mean, bin.high - reach), normal.deviation};
  if (last) return {std::min(normal.mean, bin.low + reach), normal.deviation};

  const double below = normal_cdf((bin.low - normal.mean) / normal.deviation);
  const double above = normal_cdf((normal.mean - bin.high) / normal.deviation);
  if (below >= alpha / 2 && above >= alpha / 2) return normal;
  const double wanted_below = std::max(below, alpha / 2), wanted_above = std::max(above, alpha / 2);
  const double inside = 1.0 - below - above;
  const double excess = 1.0 - wanted_below - wanted_above - inside;  // what was added, negative
  const double spare = wanted_below + wanted_above + inside - 1.5 * alpha;
  const double low = upper_quantile(wanted_below + excess / spare * (wanted_below - alpha / 2));
  const double high = upper_quantile(wanted_above + excess / spare * (wanted_above - alpha / 2));
  return {(bin.low * high + bin.high * low) / (low + high), (bin.high - bin.low) / (low + high)};
}

}  // namespace tuner
