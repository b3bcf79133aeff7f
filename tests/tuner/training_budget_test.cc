#include "tuner/training_budget.h"

#include <gmock/gmock.h>

namespace tuner {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Optional;

TEST(TrainingBudget, WithoutALimitIsNeverSpent) {
  TrainingBudget budget{Limits{}};
  budget.on_started({1}, JobTime{0});
  budget.on_ended({1}, hours{10'000});
  EXPECT_FALSE(budget.is_spent(hours{10'000}));
  budget.on_started({2}, JobTime{0});
  EXPECT_EQ(budget.spent_at(JobTime{0}), std::nullopt);
}

TEST(TrainingBudget, CountsWhatEndedAndWhatRuns) {
  TrainingBudget budget{Limits{.training_time = milliseconds(1000)}};
  budget.on_started({1}, milliseconds(100));
  budget.on_started({2}, milliseconds(200));
  EXPECT_EQ(budget.used(milliseconds(300)), milliseconds(300));
  EXPECT_THAT(budget.spent_at(milliseconds(300)), Optional(milliseconds(650)));
  budget.on_ended({1}, milliseconds(550));  // what it ran by its own clock counts
  EXPECT_EQ(budget.used(milliseconds(600)), milliseconds(950));
  EXPECT_FALSE(budget.is_spent(milliseconds(649)));
  EXPECT_TRUE(budget.is_spent(milliseconds(650)));
  EXPECT_THAT(budget.reason(milliseconds(650)), HasSubstr("1 seconds in all trials"));
}

TEST(TrainingBudget, AttemptsCountLikeTrials) {
  TrainingBudget budget{Limits{.training_time = milliseconds(1000)}};
  budget.on_started({1}, milliseconds(0));
  budget.on_ended({1}, milliseconds(600));
  budget.on_started({1}, milliseconds(700));
  EXPECT_THAT(budget.spent_at(milliseconds(700)), Optional(milliseconds(1100)));
}

TEST(TrainingBudget, ACostIsATimeAtAPrice) {
  TrainingBudget budget{Limits{.cost = 6.0, .price_per_hour = 3.0}};
  budget.on_started({1}, JobTime{0});
  EXPECT_FALSE(budget.is_spent(hours{2} - milliseconds(1)));
  EXPECT_TRUE(budget.is_spent(hours{2}));
  EXPECT_EQ(budget.reason(hours{2}), "the limit of the cost is reached: 6 for 2 hours of training");
}

TEST(TrainingBudget, ASmallCostIsSaidInTwoDigits) {
  TrainingBudget budget{Limits{.cost = 0.002, .price_per_hour = 3.0}};
  budget.on_started({1}, JobTime{0});
  EXPECT_EQ(budget.reason(milliseconds(2400)),
            "the limit of the cost is reached: 0.002 for 0.00067 hours of training");
}

TEST(TrainingBudget, TheSmallerLimitCounts) {
  TrainingBudget budget{Limits{.training_time = hours{1}, .cost = 6.0, .price_per_hour = 3.0}};
  budget.on_started({1}, JobTime{0});
  EXPECT_THAT(budget.spent_at(JobTime{0}), Optional(JobTime(hours{1})));
  EXPECT_THAT(budget.reason(hours{1}), HasSubstr("training time"));
}

TEST(TrainingBudget, WhatWasUsedCountsUnderOtherLimits) {
  TrainingBudget budget{Limits{.cost = 6.0, .price_per_hour = 3.0}};
  budget.on_started({1}, JobTime{0});
  budget.on_ended({1}, hours{2});
  ASSERT_TRUE(budget.is_spent(hours{2}));
  budget.extend(Limits{.training_time = hours{3}});
  EXPECT_FALSE(budget.is_spent(hours{2}));
  budget.on_started({2}, hours{2});
  EXPECT_THAT(budget.spent_at(hours{2}), Optional(JobTime(hours{3})));
  EXPECT_THAT(budget.reason(hours{3}), HasSubstr("training time"));
}

TEST(TrainingBudget, APriceOfNextToNothingIsNoOverflow) {
  TrainingBudget budget{Limits{.cost = 1e300, .price_per_hour = 1e-300}};
  budget.on_started({1}, JobTime{0});
  EXPECT_FALSE(budget.is_spent(hours{1'000'000}));
}

}  // namespace
}  // namespace tuner
