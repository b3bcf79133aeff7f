// Times as the API writes them: seconds since 1970 as a number, with milliseconds.
#pragma once

#include <chrono>
#include <cmath>

#include "tuner/base/clock.h"

namespace tuner::sagemaker {

inline double epoch_seconds(TimePoint time) {
  return static_cast<double>(time.time_since_epoch().count()) / 1000.0;
}

// Nearest millisecond; a number that no clock shows is the end of time on its side.
inline TimePoint time_from_epoch(double seconds) {
  constexpr double kMost = 1e14;  // milliseconds
  const double milliseconds = std::fmin(std::fmax(seconds * 1000.0, -kMost), kMost);
  return TimePoint(std::chrono::milliseconds(std::llround(milliseconds)));
}

}  // namespace tuner::sagemaker
