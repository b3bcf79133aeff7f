// Points in time as columns of milliseconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "tuner/base/clock.h"

namespace tuner {

inline TimePoint time_point(std::int64_t milliseconds) {
  return TimePoint(std::chrono::milliseconds(milliseconds));
}
inline std::optional<TimePoint> time_point(std::optional<std::int64_t> milliseconds) {
  return milliseconds ? std::optional(time_point(*milliseconds)) : std::nullopt;
}

inline std::int64_t milliseconds_of(TimePoint time) { return time.time_since_epoch().count(); }
inline std::optional<std::int64_t> milliseconds_of(std::optional<TimePoint> time) {
  return time ? std::optional(milliseconds_of(*time)) : std::nullopt;
}

}  // namespace tuner
