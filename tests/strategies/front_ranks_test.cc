#include "strategies/front_ranks.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "tests/space/extremes.h"
#include "tuner/base/rng.h"
#include "tuner/job/front.h"

namespace tuner {
namespace {

using LossRows = std::vector<std::vector<double>>;

TEST(FrontRanks, CountTheFrontsThatAreAboveAPoint) {
  const LossRows losses = {{1, 4}, {2, 2}, {4, 1}, {3, 3}, {2, 2}, {4, 4}, {1, 9}};
  EXPECT_EQ(front_ranks(losses), (std::vector<std::size_t>{0, 0, 0, 1, 0, 2, 1}));
  EXPECT_EQ(front_ranks(LossRows{{2.0}, {1.0}, {3.0}}), (std::vector<std::size_t>{1, 0, 2}));
  EXPECT_TRUE(front_ranks({}).empty());
}

// What is on the front once all smaller ranks are gone, found again by its definition.
TEST(FrontRanks, AreTheFrontsOfWhatIsLeft) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Rng rng = Rng::for_trial(seed, {1}, "ranks");
    std::set<std::vector<double>> drawn;  // no equals, which front_of() counts once
    while (drawn.size() < 40) drawn.insert({rng.uniform(), rng.uniform(), rng.uniform()});
    const LossRows losses(drawn.begin(), drawn.end());
    const std::vector<std::size_t> ranks = front_ranks(losses);
    LossRows left = losses;
    for (std::size_t rank = 0; rank < 3; ++rank) {
      std::set<std::size_t> expected, found;
      for (const std::size_t i : front_of(left)) expected.insert(i);
      for (std::size_t i = 0; i < losses.size(); ++i) {
        if (ranks[i] == rank) found.insert(i);
      }
      ASSERT_EQ(found, expected) << "seed " << seed << ", rank " << rank;
      for (const std::size_t i : found) left[i].clear();
    }
  }
}

TEST(CrowdingDistances, AreTheSharesOfTheRangeBetweenNeighbours) {
  const LossRows losses = {{0, 10}, {1, 6}, {3, 5}, {4, 0}};
  EXPECT_EQ(crowding_distances(losses),
            (std::vector<double>{kInfinity, 0.75 + 0.5, 0.75 + 0.6, kInfinity}));
  EXPECT_EQ(crowding_distances(LossRows{{1, 1}, {1, 1}}), (std::vector<double>{0, 0}));
}

TEST(CrowdingDistances, OfHugeLossesAreNoNumbersOutOfRange) {
  const double huge = std::numeric_limits<double>::max();
  EXPECT_EQ(crowding_distances(LossRows{{-huge, huge}, {0, 0}, {huge, -huge}}),
            (std::vector<double>{kInfinity, 2.0, kInfinity}));
}

TEST(FrontOrder, IsByRankThenByWhatIsAlone) {
  const LossRows losses = {{9, 9}, {0, 10}, {1, 6}, {3, 5}, {4, 0}};
  EXPECT_EQ(front_order(losses), (std::vector<std::size_t>{1, 4, 3, 2, 0}));
  EXPECT_EQ(front_order(LossRows{{2.0}, {1.0}, {2.0}}), (std::vector<std::size_t>{1, 0, 2}));
}

TEST(ConstrainedOrder, PutsWhatViolatesLastByHowMuch) {
  const LossRows losses = {{0, 0}, {5, 5}, {1, 6}, {6, 1}, {0, 0}};
  EXPECT_EQ(constrained_order(losses, std::vector{0.5, 0.0, 0.0, 0.0, 0.1}),
            (std::vector<std::size_t>{2, 3, 1, 4, 0}));
  EXPECT_EQ(constrained_order(losses, std::vector{0.2, 0.3, 0.2, 0.1, 0.2}),
            (std::vector<std::size_t>{3, 0, 2, 4, 1}));
  EXPECT_EQ(constrained_order(losses, std::vector(5, 0.0)), front_order(losses));
}

}  // namespace
}  // namespace tuner
