#include "service/forecast.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/job_fixtures.h"

namespace tuner {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr TimePoint kNow{hours(5)};

Trial ended_after(std::chrono::milliseconds time, TrialStatus status = TrialStatus::kSucceeded) {
  Trial trial;
  trial.status = status;
  trial.ran_for = time;
  return trial;
}

TEST(Forecast, BeforeTheFirstTrialTheLimitOfATrialsTimeIsABound) {
  TuningJobSpec spec = small_spec(10, 3);
  EXPECT_FALSE(forecast(spec, {}, kNow));
  spec.limits.trial_time = minutes(6);
  spec.limits.price_per_hour = 2.0;
  const auto bound = forecast(spec, {}, kNow);
  ASSERT_TRUE(bound);
  EXPECT_EQ(bound->left, minutes(24));  // four rounds of three
  EXPECT_EQ(bound->training, hours(1));
  EXPECT_EQ(to_text(*bound), "at most 24m 00s left, 1h 00m of training in all, cost 2");
}

TEST(Forecast, WhatTrialsTookIsExpectedOfThoseToCome) {
  TuningJobSpec spec = small_spec(10, 2);
  spec.limits.trial_time = hours(9);
  std::vector<Trial> trials = {ended_after(minutes(10)),
                               ended_after(minutes(2), TrialStatus::kStoppedEarly),
                               ended_after(minutes(0), TrialStatus::kCancelled),
                               ended_after(minutes(0), TrialStatus::kRunning)};
  const auto expected = forecast(spec, trials, kNow);
  ASSERT_TRUE(expected);
  EXPECT_FALSE(expected->at_most);
  EXPECT_EQ(expected->left, minutes(24));  // seven of six minutes, two at once
  EXPECT_EQ(expected->training, minutes(12 + 42));
  EXPECT_EQ(to_text(*expected), "about 24m 00s left, 54m 00s of training in all");
}

TEST(Forecast, WhatRunsHasALittleOfItsTimeBehindIt) {
  const TuningJobSpec spec = small_spec(6, 2);
  Trial running = ended_after({}, TrialStatus::kRunning);
  running.started_at = kNow - minutes(4);
  Trial slow = running;
  slow.started_at = kNow - minutes(50);
  std::vector<Trial> trials = {ended_after(minutes(10)), running};
  EXPECT_EQ(forecast(spec, trials, kNow)->left, minutes(26)) << "four more: at 0, 6, 10 and 16";
  trials.push_back(slow);
  EXPECT_EQ(forecast(spec, trials, kNow)->left, minutes(20)) << "three more: at 0, 6 and 10";
  trials.resize(1);
  trials.resize(5, ended_after(minutes(10)));
  trials.push_back(running);
  EXPECT_EQ(forecast(spec, trials, kNow)->left, minutes(6));
}

TEST(Forecast, WhatIsTriedAgainCountsOnce) {
  const TuningJobSpec spec = small_spec(2, 1);
  Trial again = ended_after(minutes(10));
  again.suggestion.resume_from = TrialId{1};
  EXPECT_EQ(
      forecast(spec, std::vector{ended_after(minutes(1), TrialStatus::kCancelled), again}, kNow)
          ->left,
      minutes(10));
}

TEST(Forecast, ABudgetOfTrainingTimeEndsItSooner) {
  TuningJobSpec spec = small_spec(10, 2);
  spec.limits.cost = 1.0;
  spec.limits.price_per_hour = 2.0;
  const auto capped = forecast(spec, std::vector{ended_after(minutes(10))}, kNow);
  ASSERT_TRUE(capped);
  EXPECT_EQ(capped->training, minutes(30));
  EXPECT_EQ(capped->left, minutes(10));
  EXPECT_EQ(capped->cost, 1.0);
}

TEST(Forecast, AnEndIsNotForeseenWithoutALimitOrOnceItIsThere) {
  TuningJobSpec spec = small_spec(1, 1);
  EXPECT_FALSE(forecast(spec, std::vector{ended_after(minutes(10))}, kNow));
  spec.limits.trials.reset();
  EXPECT_FALSE(forecast(spec, std::vector{ended_after(minutes(10))}, kNow));
}

}  // namespace
}  // namespace tuner
