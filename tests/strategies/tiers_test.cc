#include "strategies/tiers.h"

#include <gtest/gtest.h>

#include "tests/strategies/model_spaces.h"

namespace tuner {
namespace {

TEST(Tiers, CostMoreTheBetterTheySearch) {
  for (const std::size_t results : {1U, 50U, 100U, 700U, 1000U, 5000U, 100'000U}) {
    for (const std::size_t dimension : {1U, 8U, 50U}) {
      const auto seconds = [&](Tier tier) { return suggestion_seconds(tier, results, dimension); };
      EXPECT_GT(seconds(Tier::kBayesian), 2.0 * seconds(Tier::kTpe)) << results << " " << dimension;
      EXPECT_GT(seconds(Tier::kTpe), 2.0 * seconds(Tier::kCmaEs)) << results << " " << dimension;
    }
  }
}

TEST(Tiers, CostWhatWasMeasuredAndBetweenInBetween) {
  EXPECT_DOUBLE_EQ(suggestion_seconds(Tier::kBayesian, 100, 8), 2e-3);
  EXPECT_DOUBLE_EQ(suggestion_seconds(Tier::kBayesian, 1'000'000, 8), 9e-3);
  const double between = suggestion_seconds(Tier::kTpe, 300, 10);
  EXPECT_GT(between, 69e-6);
  EXPECT_LT(between, 279e-6);
}

TEST(Tiers, AreChosenByTheLengthOfTheTrainings) {
  const auto chosen = [](const SearchSpace& space, double seconds) {
    return choose_tier(Tier::kBayesian, space, 100, seconds);
  };
  EXPECT_EQ(chosen(box(8), 10.0), Tier::kBayesian);
  EXPECT_EQ(chosen(box(8), 0.005), Tier::kTpe);
  EXPECT_EQ(chosen(box(8), 1e-4), Tier::kCmaEs);
  EXPECT_EQ(chosen(mixed_space(), 1e-4), Tier::kTpe);  // categories have no covariance
}

TEST(Tiers, AreKeptWhereTheChoiceIsClose) {
  const double bound = suggestion_seconds(Tier::kBayesian, 100, 8) / kShare;
  const auto chosen = [](Tier current, double seconds) {
    return choose_tier(current, box(8), 100, seconds);
  };
  EXPECT_EQ(chosen(Tier::kBayesian, 0.6 * bound), Tier::kBayesian);
  EXPECT_EQ(chosen(Tier::kTpe, 0.6 * bound), Tier::kTpe);
  EXPECT_EQ(chosen(Tier::kBayesian, 0.4 * bound), Tier::kTpe);
  EXPECT_EQ(chosen(Tier::kTpe, 1.1 * bound), Tier::kBayesian);
}

TEST(Tiers, AreDecidedAtSixteenAndThenAtAQuarterMore) {
  std::vector<std::size_t> decisions;
  for (std::size_t n = 0; decisions.size() < 5; n = decisions.back())
    decisions.push_back(next_decision(n));
  EXPECT_EQ(decisions, (std::vector<std::size_t>{16, 20, 25, 32, 40}));
  EXPECT_EQ(next_decision(17), 20U);
}

}  // namespace
}  // namespace tuner
