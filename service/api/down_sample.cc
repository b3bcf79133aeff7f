#include "service/api/down_sample.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tuner/base/check.h"

namespace tuner::api {
namespace {

// Of the points from `first` up to `last`, which are at least one.
void add_extremes(std::span<const MetricPoint> series,
                  std::size_t first,
                  std::size_t last,
                  std::vector<std::size_t>& kept) {
  std::size_t low = last, high = last;
  for (std::size_t i = first; i < last; ++i) {
    if (!std::isfinite(series[i].value)) continue;
    if (low == last || series[i].value < series[low].value) low = i;
    if (high == last || series[i].value > series[high].value) high = i;
  }
  if (low == last) return kept.push_back(first);
  kept.push_back(std::min(low, high));
  if (low != high) kept.push_back(std::max(low, high));
}

}  // namespace

std::vector<std::size_t> down_sample(std::span<const MetricPoint> series, std::size_t at_most) {
  TUNER_CHECK(at_most >= kLeastPoints, "two ends and one bucket");
  const std::size_t size = series.size();
  std::vector<std::size_t> kept;
  if (size <= at_most) {
    kept.resize(size);
    std::iota(kept.begin(), kept.end(), std::size_t{0});
    return kept;
  }
  const std::size_t buckets = (at_most - 2) / 2, inner = size - 2;
  kept.push_back(0);
  for (std::size_t b = 0; b < buckets; ++b)
    add_extremes(series, 1 + inner * b / buckets, 1 + inner * (b + 1) / buckets, kept);
  kept.push_back(size - 1);
  return kept;
}

}  // namespace tuner::api
