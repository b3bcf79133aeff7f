#include "tuner/base/rng.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace tuner {
namespace {

using Block = std::array<std::uint32_t, 4>;

// The vectors of philox4x32-10 that are published with [Salmon2011].
TEST(Philox, AgreesWithThePublishedVectors) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}),
            (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}),
            (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

std::vector<std::uint64_t> first_draws(Rng rng) {
  std::vector<std::uint64_t> draws(8);
  for (auto& draw : draws) draw = rng();
  return draws;
}

TEST(Rng, IsAFunctionOfSeedTrialAndPurpose) {
  const auto draws = first_draws(Rng::for_trial(1, {2}, "random"));
  EXPECT_EQ(draws, first_draws(Rng::for_trial(1, {2}, "random")));
  EXPECT_NE(draws, first_draws(Rng::for_trial(2, {2}, "random")));
  EXPECT_NE(draws, first_draws(Rng::for_trial(1, {3}, "random")));
  EXPECT_NE(draws, first_draws(Rng::for_trial(1, {2}, "other")));
}

TEST(Rng, ACopyContinuesTheSameStream) {
  Rng rng = Rng::for_trial(1, {1}, "copy");
  rng();
  Rng copy = rng;
  EXPECT_EQ(rng(), copy());
}

TEST(Rng, UniformNumbersFillTheUnitIntervalEvenly) {
  Rng rng = Rng::for_trial(5, {1}, "uniform");
  constexpr int kCells = 16, kDraws = 16'000;
  std::array<int, kCells> counts{};
  for (int i = 0; i < kDraws; ++i) {
    const double u = rng.uniform();
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    ++counts[static_cast<std::size_t>(u * kCells)];
  }
  double chi_square = 0.0;
  for (const int count : counts)
    chi_square += std::pow(count - kDraws / kCells, 2) / (kDraws / kCells);
  EXPECT_LT(chi_square, 37.7);  // the 0.999 quantile with 15 degrees of freedom
}

TEST(Rng, NormalNumbersAreTheQuantilesOfTheSameStreamsUniformNumbers) {
  Rng rng = Rng::for_trial(5, {1}, "normal");
  Rng bits = rng;
  for (int i = 0; i < 10'000; ++i) {
    const double p = (static_cast<double>(bits() >> 12) + 0.5) * 0x1.0p-52;
    const double x = rng.normal();
    ASSERT_NEAR(0.5 * std::erfc(-x / std::sqrt(2.0)) / p, 1.0, 1e-13) << p;
  }
}

TEST(Rng, TheNormalQuantileIsTheInverseOfTheDistributionFunction) {
  for (const double p :
       {1e-300, 1e-12, 1.3e-11, 1.4e-11, 0.001, 0.074, 0.076, 0.3, 0.5, 0.7, 0.924, 0.926, 0.999}) {
    EXPECT_NEAR(0.5 * std::erfc(-normal_quantile(p) / std::sqrt(2.0)) / p, 1.0, 1e-12) << p;
  }
}

TEST(Rng, BelowIsUnbiasedForABoundThatDividesNothing) {
  Rng rng = Rng::for_trial(5, {1}, "below");
  const std::uint64_t bound = 3ULL
                              << 62;  // a plain remainder would give the lower third twice as often
  int lower_third = 0;
  for (int i = 0; i < 9'000; ++i) {
    const std::uint64_t draw = rng.below(bound);
    ASSERT_LT(draw, bound);
    if (draw < bound / 3) ++lower_third;
  }
  EXPECT_NEAR(lower_third, 3'000, 4 * std::sqrt(9'000 * (1.0 / 3) * (2.0 / 3)));
}

TEST(Rng, BelowOneIsZero) { EXPECT_EQ(Rng::for_trial(5, {1}, "below").below(1), 0u); }

}  // namespace
}  // namespace tuner
