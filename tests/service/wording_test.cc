#include "service/wording.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace tuner {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Wording, DurationsShowTheTwoLargestUnits) {
  EXPECT_EQ(duration_text(milliseconds(43)), "43ms");
  EXPECT_EQ(duration_text(milliseconds(420)), "0.4s");
  EXPECT_EQ(duration_text(milliseconds(9960)), "10s");
  EXPECT_EQ(duration_text(milliseconds(59'499)), "59s");
  EXPECT_EQ(duration_text(milliseconds(59'500)), "1m 00s");
  EXPECT_EQ(duration_text(seconds(92)), "1m 32s");
  EXPECT_EQ(duration_text(seconds(3600 + 299)), "1h 04m");
  EXPECT_EQ(duration_text(hours(76)), "3d 04h");
  EXPECT_EQ(duration_text(milliseconds(-1500)), "-1.5s");
}

TEST(Wording, TimesAreLocalForPeople) {
  setenv("TZ", "UTC-2", 1);  // POSIX: two hours east of Greenwich
  tzset();
  const TimePoint time{milliseconds(1'700'000'000'250)};
  EXPECT_EQ(local_time_text(time), "2023-11-15 00:13:20");
}

TEST(Wording, BytesUseTheLargestUnitThatFits) {
  EXPECT_EQ(bytes_text(999), "999 B");
  EXPECT_EQ(bytes_text(1000), "1.0 kB");
  EXPECT_EQ(bytes_text(17'400'000), "17 MB");
  EXPECT_EQ(bytes_text(999'700'000), "1.0 GB");
}

TEST(Wording, ARunningJobWithoutOwnerIsInterrupted) {
  EXPECT_EQ(state_text(JobStatus::kRunning, true), "running");
  EXPECT_EQ(state_text(JobStatus::kRunning, false), "interrupted");
  EXPECT_EQ(state_text(JobStatus::kCompleted, false), "completed");
}

}  // namespace
}  // namespace tuner
