#include "strategies/standing.h"

#include <gtest/gtest.h>

#include "tests/space/extremes.h"

namespace tuner {
namespace {

TEST(Standing, KeepingComesBeforeViolatingAndThatBeforeFailing) {
  const Standing good{0.0, 1.0}, bad{0.0, 2.0}, near{0.1, -5.0}, far{0.2, -9.0},
      failed{0.0, kInfinity};
  EXPECT_LT(good, bad);
  EXPECT_LT(bad, near);
  EXPECT_LT(near, far);
  EXPECT_LT(far, failed);
  EXPECT_FALSE(failed < far);
  EXPECT_FALSE(good < good);
}

TEST(Standing, OfAnOutcomeIsItsFirstLossAndWhatItViolates) {
  Outcome outcome{
      .trial = {1}, .suggestion = {}, .losses = {0.5, 9.0}, .excesses = {0.25, -1.0, 0.5}};
  EXPECT_DOUBLE_EQ(standing_of(outcome)->violation, 0.75);
  EXPECT_DOUBLE_EQ(standing_of(outcome)->loss, 0.5);
  outcome.status = TrialStatus::kCancelled;
  EXPECT_FALSE(standing_of(outcome));
  outcome.status = TrialStatus::kFailed;
  outcome.failure = FailureClass::kUserError;
  EXPECT_FALSE(standing_of(outcome)->works());
}

}  // namespace
}  // namespace tuner
