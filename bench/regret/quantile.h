// Of measured times: the value that this share of them does not exceed, to the nearest one; 0 of nothing.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace tuner::regret {

inline double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0.0;
  const auto at = values.begin() + std::lround(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace tuner::regret
