#include "tuner/space/encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/space/extremes.h"

namespace tuner {
namespace {

double real(const Domain& domain, double u) { return std::get<double>(decode_value(domain, u)); }
std::int64_t whole(const Domain& domain, double u) {
  return std::get<std::int64_t>(decode_value(domain, u));
}

TEST(Encoding, EveryScaleRoundTripsExactlyAtBothEnds) {
  for (const Continuous& range : {Continuous{-0.1, 0.7, Scale::kLinear},
                                  Continuous{1e-7, 0.3, Scale::kLog},
                                  Continuous{0.1, 0.999, Scale::kReverseLog},
                                  Continuous{1e-300, 1e300},
                                  Continuous{5e-324, 1.0, Scale::kLog},
                                  Continuous{0.0, 1e-300}}) {
    EXPECT_EQ(real(range, 0.0), range.min);
    EXPECT_EQ(real(range, 1.0), range.max);
    EXPECT_EQ(encode_value(range, range.min), 0.0);
    EXPECT_EQ(encode_value(range, range.max), 1.0);
  }
}

TEST(Encoding, TheMiddleIsTheMeanOfTheScale) {
  EXPECT_DOUBLE_EQ(real(Continuous{1.0, 3.0, Scale::kLinear}, 0.5), 2.0);
  EXPECT_DOUBLE_EQ(real(Continuous{1e-4, 1e-2, Scale::kLog}, 0.5), 1e-3);
  EXPECT_DOUBLE_EQ(real(Continuous{0.9, 0.9999, Scale::kReverseLog}, 0.5),
                   1.0 - std::sqrt(0.1 * 1e-4));
}

TEST(Encoding, ReverseLogFollowsItsFormula) {
  const Continuous range{0.2, 0.99, Scale::kReverseLog};
  for (const double x : {0.2, 0.3, 0.77, 0.985}) {
    const double u = 1.0 - std::log((1.0 - x) / (1.0 - range.max)) /
                               std::log((1.0 - range.min) / (1.0 - range.max));
    EXPECT_NEAR(encode_value(range, x), u, 1e-14);
    EXPECT_NEAR(real(range, u), x, 1e-14);
  }
}

TEST(Encoding, LevelsSitInTheMiddleOfEqualBins) {
  const Integer range{1, 4, Scale::kLinear};
  EXPECT_EQ(encode_value(range, std::int64_t{1}), 0.125);
  EXPECT_EQ(encode_value(range, std::int64_t{4}), 0.875);
  EXPECT_EQ(whole(range, 0.0), 1);
  EXPECT_EQ(whole(range, 0.2499), 1);
  EXPECT_EQ(whole(range, 0.25), 2);
  EXPECT_EQ(whole(range, 1.0), 4);
}

TEST(Encoding, LogIntegersHaveTheBinsOfTheLogarithm) {
  const Integer range{1, 3, Scale::kLog};  // edges 0.5, 1.5, 2.5, 3.5
  const double width = std::log(3.5 / 0.5);
  const double first = std::log(1.5 / 0.5) / width, second = std::log(2.5 / 0.5) / width;
  EXPECT_EQ(whole(range, first - 1e-12), 1);
  EXPECT_EQ(whole(range, first + 1e-12), 2);
  EXPECT_EQ(whole(range, second + 1e-12), 3);
  EXPECT_NEAR(encode_value(range, std::int64_t{2}), (first + second) / 2, 1e-15);
}

TEST(Encoding, ALogGridWithAWideStepStartsHalfWayToZero) {
  const Integer range{1, 91, Scale::kLog, 30};  // 1, 31, 61, 91; the first lower edge would be -14
  for (std::uint64_t i = 0; i < 4; ++i) {
    EXPECT_EQ(level_index(range, decode_value(range, encode_value(range, level(range, i)))), i);
  }
  EXPECT_NEAR(encode_value(range, std::int64_t{1}),
              std::log(16.0 / 0.5) / 2 / std::log(106.0 / 0.5),
              1e-15);
}

TEST(Encoding, StepsGiveTheDecimalNumbersThatWereMeant) {
  const Continuous range{0.0, 0.9, Scale::kLinear, 0.1};
  for (std::uint64_t i = 0; i < 10; ++i) {
    EXPECT_EQ(std::get<double>(level(range, i)), static_cast<double>(i) / 10.0) << i;
  }
  EXPECT_EQ(std::get<double>(level(Continuous{-0.3, 0.3, Scale::kLinear, 0.1}, 3)), 0.0);
}

TEST(Encoding, TheLastStepNeverPassesMax) {
  EXPECT_EQ(real(Continuous{0.0, 1.0, Scale::kLinear, 0.3}, 1.0), 0.9);
  EXPECT_LE(real(Continuous{0.0, 0.3, Scale::kLinear, 0.1}, 1.0), 0.3);
  EXPECT_EQ(whole(Integer{1, 12, Scale::kLinear, 3}, 1.0), 10);
}

TEST(Encoding, TheWidestIntegerRangeDoesNotOverflow) {
  const Integer range{kLowest, kHighest};
  EXPECT_EQ(whole(range, 0.0), kLowest);
  EXPECT_EQ(whole(range, 1.0), kHighest);
  EXPECT_EQ(whole(range, 0.5), 0);
  EXPECT_NEAR(encode_value(range, kLowest), 0.0, 1e-15);
  EXPECT_EQ(encode_value(range, kHighest), 1.0);
  EXPECT_EQ(encode_value(range, std::int64_t{0}), 0.5);
  EXPECT_EQ(level(range, level_index(range, kHighest)), ParameterValue(kHighest));
  const Integer log_range{1, kHighest, Scale::kLog};
  EXPECT_EQ(whole(log_range, 0.0), 1);
  EXPECT_EQ(whole(log_range, 1.0), kHighest);
}

TEST(Encoding, AConstantIsAtOneHalf) {
  EXPECT_EQ(encode_value(Continuous{0.3, 0.3, Scale::kLog}, 0.3), 0.5);
  EXPECT_EQ(encode_value(Continuous{0.3, 0.3, Scale::kLog, 0.1}, 0.3), 0.5);
  EXPECT_EQ(encode_value(Integer{7, 7, Scale::kLog}, std::int64_t{7}), 0.5);
  EXPECT_EQ(encode_value(Categorical{{{"only"}}}, Category{"only"}), 0.5);
  for (const double u : {0.0, 0.3, 1.0}) {
    EXPECT_EQ(real(Continuous{0.3, 0.3}, u), 0.3);
    EXPECT_EQ(whole(Integer{7, 7, Scale::kLog}, u), 7);
  }
}

TEST(Encoding, WhatLiesOutsideTheUnitIntervalIsClamped) {
  const Continuous range{1.0, 3.0};
  EXPECT_EQ(real(range, -7.0), 1.0);
  EXPECT_EQ(real(range, 7.0), 3.0);
  EXPECT_EQ(real(range, std::nan("")), 1.0);
  EXPECT_EQ(whole(Integer{1, 3}, std::numeric_limits<double>::infinity()), 3);
}

TEST(Encoding, InactiveParametersAreLeftOutAndEncodeAsOneHalf) {
  const auto space =
      SearchSpace::create({{"solver", Categorical{{{"adam"}, {"sgd"}}}},
                           {"momentum", Continuous{0.0, 1.0}, {{"solver", {Category{"sgd"}}}}}})
          .value();
  const Encoding encoding(space);
  const Configuration adam = encoding.decode(Eigen::Vector2d(0.9, 0.1));  // momentum, solver
  EXPECT_EQ(adam, (Configuration{{"solver", Category{"adam"}}}));
  EXPECT_EQ(encoding.encode(adam), Eigen::VectorXd(Eigen::Vector2d(0.5, 0.25)));
  EXPECT_EQ(encoding.snap(Eigen::Vector2d(0.9, 0.6)), Eigen::VectorXd(Eigen::Vector2d(0.9, 0.75)));
}

TEST(Encoding, TheBinsOfARangeMeetAndDecodeToTheirLevels) {
  for (const Domain& domain : {Domain(Integer{1, 40, Scale::kLog}),
                               Domain(Integer{-3, 9, Scale::kLinear, 4}),
                               Domain(Continuous{0.0, 0.9, Scale::kReverseLog, 0.1}),
                               Domain(Categorical{{{"a"}, {"b"}, {"c"}}})}) {
    const std::uint64_t count = level_count(domain);
    double edge = 0.0;
    for (std::uint64_t i = 0; i < count; ++i) {
      const Bin bin = level_bin(domain, i);
      EXPECT_NEAR(bin.low, edge, 1e-15) << i;
      EXPECT_NEAR(bin.centre(), encode_value(domain, level(domain, i)), 1e-15) << i;
      EXPECT_EQ(level_at(domain, bin.low + 1e-9), i);
      EXPECT_EQ(level_at(domain, bin.high - 1e-9), i);
      edge = bin.high;
    }
    EXPECT_NEAR(edge, 1.0, 1e-15);
  }
  EXPECT_EQ(level_bin(Integer{3, 3}, 0).width(), 1.0);
}

}  // namespace
}  // namespace tuner
