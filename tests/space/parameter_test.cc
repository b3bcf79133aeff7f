#include "tuner/space/parameter.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include "tests/space/extremes.h"

namespace tuner {
namespace {

TEST(ResolvedScale, AutoIsLogFromAFactorOfAHundred) {
  EXPECT_EQ(resolved_scale(Continuous{0.01, 1.0}), Scale::kLog);
  EXPECT_EQ(resolved_scale(Continuous{0.011, 1.0}), Scale::kLinear);
  EXPECT_EQ(resolved_scale(Integer{1, 100}), Scale::kLog);
  EXPECT_EQ(resolved_scale(Integer{1, 99}), Scale::kLinear);
}

TEST(ResolvedScale, AutoIsLinearWhereALogarithmIsImpossible) {
  EXPECT_EQ(resolved_scale(Continuous{0.0, 1.0}), Scale::kLinear);
  EXPECT_EQ(resolved_scale(Continuous{-1000.0, -1.0}), Scale::kLinear);
  EXPECT_EQ(resolved_scale(Integer{kLowest, kHighest}), Scale::kLinear);
}

TEST(ResolvedScale, AnExplicitScaleStays) {
  EXPECT_EQ(resolved_scale(Continuous{0.01, 1.0, Scale::kLinear}), Scale::kLinear);
  EXPECT_EQ(resolved_scale(Continuous{0.01, 0.5, Scale::kReverseLog}), Scale::kReverseLog);
  EXPECT_EQ(resolved_scale(Integer{1, 2, Scale::kLog}), Scale::kLog);
}

TEST(LevelCount, IsZeroForAContinuousRangeAndOneForAConstant) {
  EXPECT_EQ(level_count(Continuous{0.0, 1.0}), 0u);
  EXPECT_EQ(level_count(Continuous{0.5, 0.5}), 1u);
  EXPECT_EQ(level_count(Integer{3, 3}), 1u);
}

TEST(LevelCount, CountsStepsUpToMaxInclusive) {
  EXPECT_EQ(level_count(Continuous{0.0, 0.3, Scale::kLinear, 0.1}),
            4u);  // 0.3 / 0.1 < 3 in doubles
  EXPECT_EQ(level_count(Continuous{0.0, 0.35, Scale::kLinear, 0.1}), 4u);
  EXPECT_EQ(level_count(Integer{1, 10, Scale::kLinear, 3}), 4u);
  EXPECT_EQ(level_count(Integer{1, 12, Scale::kLinear, 3}), 4u);
}

TEST(LevelCount, DoesNotOverflowInTheWidestIntegerRange) {
  EXPECT_EQ(level_count(Integer{kLowest, kHighest}), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(level_count(Integer{kLowest, kHighest - 1}), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(level_count(Integer{kLowest, kHighest, Scale::kLinear, kHighest}), 3u);
}

TEST(LevelCount, CountsCategories) { EXPECT_EQ(level_count(Categorical{{{"a"}, {"b"}}}), 2u); }

}  // namespace
}  // namespace tuner
