// Time as an argument. `wall` is for display; decisions use `steady`, which never jumps.
#pragma once

#include <chrono>

namespace tuner {

using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;  // wall-clock time, UTC
using JobTime =
    std::chrono::milliseconds;  // since the job began, counting only while it has an owner

class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint wall() const = 0;
  virtual std::chrono::milliseconds steady() const = 0;  // since an arbitrary fixed moment
};

class SystemClock final : public Clock {
 public:
  TimePoint wall() const override;
  std::chrono::milliseconds steady() const override;
};

}  // namespace tuner
