#include "service/api/down_sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace tuner::api {
namespace {

using ::testing::ElementsAre;

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

std::vector<MetricPoint> series_of(const std::vector<double>& values) {
  std::vector<MetricPoint> series;
  for (const double value : values)
    series.push_back({.name = "loss", .value = value, .step = std::ssize(series)});
  return series;
}

TEST(DownSample, AShortSeriesStaysAsItIs) {
  EXPECT_THAT(down_sample({}, 4), ElementsAre());
  EXPECT_THAT(down_sample(series_of({3}), 4), ElementsAre(0));
  EXPECT_THAT(down_sample(series_of({3, kNoNumber, 2, 9}), 4), ElementsAre(0, 1, 2, 3));
}

TEST(DownSample, KeepsTheEndsAndTheExtremesOfEachBucketInTheirOrder) {
  //                                       bucket 1         bucket 2
  const auto series = series_of({5, /**/ 1, 9, 4, 3, /**/ 7, 6, 8, 2, /**/ 5});
  EXPECT_THAT(down_sample(series, 6), ElementsAre(0, 1, 2, 7, 8, 9));
  EXPECT_THAT(down_sample(series, 4), ElementsAre(0, 1, 2, 9));
}

TEST(DownSample, OfEqualValuesTheFirstStays) {
  EXPECT_THAT(down_sample(series_of({1, 1, 1, 1, 1, 1}), 4), ElementsAre(0, 1, 5));
}

TEST(DownSample, WhatIsNotFiniteIsNoExtreme) {
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_THAT(down_sample(series_of({1, kNoNumber, infinite, 3, -infinite, 2, 1}), 4),
              ElementsAre(0, 3, 5, 6));
  EXPECT_THAT(down_sample(series_of({1, kNoNumber, infinite, kNoNumber, 1}), 4),
              ElementsAre(0, 1, 4));
}

// Whatever the series: few points, in order, and in every stretch of the chart the same lowest and highest value.
TEST(DownSample, ASeriesKeepsItsShape) {
  std::mt19937 random(20261127);
  for (int round = 0; round < 2000; ++round) {
    const std::size_t size = 5 + random() % 400, at_most = 4 + random() % 60;
    std::vector<double> values;
    for (std::size_t i = 0; i < size; ++i)
      values.push_back(random() % 11 == 0 ? kNoNumber : static_cast<double>(random() % 50));
    const auto series = series_of(values);
    const auto kept = down_sample(series, at_most);
    ASSERT_LE(kept.size(), at_most);
    ASSERT_TRUE(std::ranges::is_sorted(kept, std::less_equal<std::size_t>()) || kept.size() == 1);
    ASSERT_EQ(kept.front(), 0u);
    ASSERT_EQ(kept.back(), size - 1);
    const auto less = [&](std::size_t a, std::size_t b) { return values[a] < values[b]; };
    std::vector<std::size_t> all, finite;
    for (std::size_t i = 0; i < size; ++i) {
      if (std::isfinite(values[i])) all.push_back(i);
    }
    std::ranges::copy_if(
        kept, std::back_inserter(finite), [&](std::size_t i) { return std::isfinite(values[i]); });
    if (all.empty()) continue;
    ASSERT_EQ(values[*std::ranges::min_element(all, less)],
              values[*std::ranges::min_element(finite, less)])
        << round;
    ASSERT_EQ(values[*std::ranges::max_element(all, less)],
              values[*std::ranges::max_element(finite, less)])
        << round;
    // No stretch goes without a point for longer than two buckets.
    const std::size_t widest = size <= at_most ? 1 : 2 * ((size - 2) / ((at_most - 2) / 2) + 1);
    for (std::size_t i = 1; i < kept.size(); ++i) ASSERT_LE(kept[i] - kept[i - 1], widest) << round;
  }
}

}  // namespace
}  // namespace tuner::api
