#include "tuner/base/clock.h"

#include <gtest/gtest.h>

namespace tuner {
namespace {

TEST(Clock, SteadyTimeNeverGoesBack) {
  const SystemClock clock;
  auto last = clock.steady();
  for (int i = 0; i < 1000; ++i) {
    const auto now = clock.steady();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(Clock, WallTimeIsTheSystemsInUtc) {
  const auto before =
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const TimePoint wall = SystemClock().wall();
  EXPECT_GE(wall, before);
  EXPECT_LE(wall, std::chrono::system_clock::now());
}

}  // namespace
}  // namespace tuner
