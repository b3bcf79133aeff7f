// A long series in few points, for a chart: no spike is lost.
//
// The first and the last point stay. What is between them is cut, in order of appearance, into (at_most − 2) / 2 buckets of the same
// number of points, give or take one; of each the lowest and the highest value stay. Values that are not finite are neither, but where
// a bucket has no other its first point stays. A series that is short enough stays as it is.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tuner/job/metric_point.h"

namespace tuner::api {

inline constexpr std::size_t kLeastPoints = 4;

// The indices of the points that stay, rising; at most so many. Contract: at_most >= kLeastPoints.
std::vector<std::size_t> down_sample(std::span<const MetricPoint> series, std::size_t at_most);

}  // namespace tuner::api
