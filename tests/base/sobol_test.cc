#include "tuner/base/sobol.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <set>

#include "tuner/base/rng.h"

namespace tuner {
namespace {

// Made by sobol_golden.py: kUnscrambled[j][i] is coordinate j of the i-th point in Gray-code order,
// times 16.
constexpr unsigned kUnscrambled[8][16] = {{0, 8, 12, 4, 6, 14, 10, 2, 3, 11, 15, 7, 5, 13, 9, 1},
                                          {0, 8, 4, 12, 6, 14, 2, 10, 5, 13, 1, 9, 3, 11, 7, 15},
                                          {0, 8, 4, 12, 10, 2, 14, 6, 15, 7, 11, 3, 5, 13, 1, 9},
                                          {0, 8, 4, 12, 14, 6, 10, 2, 7, 15, 3, 11, 9, 1, 13, 5},
                                          {0, 8, 12, 4, 6, 14, 10, 2, 9, 1, 5, 13, 15, 7, 3, 11},
                                          {0, 8, 12, 4, 2, 10, 14, 6, 5, 13, 9, 1, 7, 15, 11, 3},
                                          {0, 8, 4, 12, 6, 14, 2, 10, 7, 15, 3, 11, 1, 9, 5, 13},
                                          {0, 8, 12, 4, 14, 6, 2, 10, 15, 7, 3, 11, 1, 9, 13, 5}};

int common_leading_bits(unsigned a, unsigned b) {  // of numbers of four bits
  return a == b ? 4 : __builtin_clz(a ^ b) - 28;
}

// A nested scrambling changes every bit as a function of the bits before it: how many leading bits
// two points share stays.
TEST(ScrambledSobol, IsANestedScramblingOfThePublishedSequence) {
  const ScrambledSobol sobol(8, 42);
  for (std::size_t j = 0; j < 8; ++j) {
    for (std::uint32_t a = 0; a < 16; ++a) {
      for (std::uint32_t b = 0; b < 16; ++b) {
        const auto ours = [&](std::uint32_t i) {
          return static_cast<unsigned>(sobol.point(i ^ (i >> 1))[j] * 16.0);
        };
        ASSERT_EQ(common_leading_bits(ours(a), ours(b)),
                  common_leading_bits(kUnscrambled[j][a], kUnscrambled[j][b]))
            << "dimension " << j << ", points " << a << " and " << b;
      }
    }
  }
}

TEST(ScrambledSobol, EveryDimensionOfAPowerOfTwoOfPointsHitsEveryIntervalOnce) {
  constexpr std::size_t kDimension = 100;
  constexpr std::uint32_t kPoints = 256;
  const ScrambledSobol sobol(kDimension, 7);
  std::vector<std::set<int>> cells(kDimension);
  for (std::uint32_t i = 0; i < kPoints; ++i) {
    const auto x = sobol.point(i);
    for (std::size_t j = 0; j < kDimension; ++j) {
      ASSERT_GT(x[j], 0.0);
      ASSERT_LT(x[j], 1.0);
      cells[j].insert(static_cast<int>(x[j] * kPoints));
    }
  }
  for (const auto& cell : cells) EXPECT_EQ(cell.size(), kPoints);
}

TEST(ScrambledSobol, TheFirstTwoDimensionsFillEveryElementaryRectangleOnce) {
  constexpr std::uint32_t kBits = 8;
  const ScrambledSobol sobol(2, 3);
  for (std::uint32_t wide = 0; wide <= kBits; ++wide) {
    std::set<std::pair<int, int>> cells;
    for (std::uint32_t i = 0; i < 1u << kBits; ++i) {
      const auto x = sobol.point(i);
      cells.emplace(static_cast<int>(std::ldexp(x[0], static_cast<int>(wide))),
                    static_cast<int>(std::ldexp(x[1], static_cast<int>(kBits - wide))));
    }
    EXPECT_EQ(cells.size(), 1u << kBits) << wide;
  }
}

// Integrates Π (1 + (x_j − ½)) whose value is 1: the error must be far below that of independent
// points.
TEST(ScrambledSobol, IntegratesASmoothFunctionBetterThanIndependentPoints) {
  constexpr std::size_t kDimension = 6;
  constexpr std::uint32_t kPoints = 1024;
  double sobol_error = 0.0, random_error = 0.0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const ScrambledSobol sobol(kDimension, seed);
    double sobol_sum = 0.0, random_sum = 0.0;
    for (std::uint32_t i = 0; i < kPoints; ++i) {
      Rng rng = Rng::for_trial(seed, {i + 1}, "independent");
      double sobol_value = 1.0, random_value = 1.0;
      for (const double x : sobol.point(i)) sobol_value *= 0.5 + x;
      for (std::size_t j = 0; j < kDimension; ++j) random_value *= 0.5 + rng.uniform();
      sobol_sum += sobol_value;
      random_sum += random_value;
    }
    sobol_error += std::pow(sobol_sum / kPoints - 1.0, 2);
    random_error += std::pow(random_sum / kPoints - 1.0, 2);
  }
  EXPECT_LT(std::sqrt(sobol_error), 0.1 * std::sqrt(random_error));
}

TEST(ScrambledSobol, SeedsGiveDifferentPointsAndTheSameSeedTheSame) {
  EXPECT_EQ(ScrambledSobol(3, 1).point(5), ScrambledSobol(3, 1).point(5));
  EXPECT_NE(ScrambledSobol(3, 1).point(5), ScrambledSobol(3, 2).point(5));
}

TEST(ScrambledSobol, WorksInItsLargestDimension) {
  const ScrambledSobol sobol(ScrambledSobol::kMaxDimension, 1);
  EXPECT_EQ(sobol.point(1).size(), ScrambledSobol::kMaxDimension);
  EXPECT_NE(sobol.point(0).back(), sobol.point(1).back());
}

}  // namespace
}  // namespace tuner
