// When a place at which trial after trial fails, and others do not, is set aside: the settings of tuner/place_health.h.
#pragma once

#include <chrono>
#include <cstdint>

namespace tuner {

struct Breaker {
  std::uint32_t failures = 3;  // failed runs in a row, with no good one between them; at least 1
  std::chrono::milliseconds retry_after{
      600'000};  // job time; doubles each time that it fails again
  bool operator==(const Breaker&) const = default;
};

}  // namespace tuner
