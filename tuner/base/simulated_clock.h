// A clock that only moves when it is told to: simulations and tests run days in milliseconds.
#pragma once

#include "tuner/base/clock.h"

namespace tuner {

class SimulatedClock final : public Clock {
 public:
  // The simulated wall clock shows `start` when steady() is 0.
  explicit SimulatedClock(TimePoint start = TimePoint{std::chrono::seconds{1'700'000'000}})
      : start_(start) {}

  TimePoint wall() const override { return start_ + elapsed_; }
  std::chrono::milliseconds steady() const override { return elapsed_; }

  void advance(std::chrono::milliseconds by) { elapsed_ += by; }

 private:
  TimePoint start_;
  std::chrono::milliseconds elapsed_{0};
};

}  // namespace tuner
