// Mean and spread of values that come one after another.
#pragma once

#include <cstdint>

namespace tuner {

struct RunningMoments {
  std::uint64_t count = 0;
  double mean = 0.0;
  double squares = 0.0;  // sum of squared distances from the mean [Welford1962]

  void add(double value);
  double deviation() const;  // of the values as a population: 0 of one value, and of none
  bool operator==(const RunningMoments&) const = default;
};

}  // namespace tuner
