// One number that a training printed.
#pragma once

#include <cstdint>
#include <string>

#include "tuner/base/clock.h"
#include "tuner/base/running_moments.h"

namespace tuner {

struct MetricPoint {
  std::string name;
  double value = 0.0;  // may be NaN or infinite: that is what was printed
  std::int64_t step =
      0;  // the expression's group "step", else the count of this metric's values before this one
  TimePoint seen_at{};
};

// Aggregates kept beside every series; min, max and the moments are over the finite values, min and max NaN where there are none.
struct MetricSummary {
  std::string name;
  std::uint64_t count = 0;
  double last = 0.0, min = 0.0, max = 0.0;
  RunningMoments finite = {};
  TimePoint last_seen_at{};
};

}  // namespace tuner
