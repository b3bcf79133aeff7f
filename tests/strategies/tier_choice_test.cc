#include "strategies/tier_choice.h"

#include <gtest/gtest.h>

#include "tests/strategies/model_spaces.h"
#include "tuner/job/prior.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;

// Trials one after the other, each of them as long.
void run_alone(TierChoice& choice, std::uint32_t first, std::uint32_t last, JobTime time) {
  for (std::uint32_t trial = first; trial <= last; ++trial) {
    choice.started({trial});
    choice.ended({trial}, time);
  }
}

TEST(TierChoice, IsMadeAtFixedNumbersOfResults) {
  TierChoice choice(box(10));
  run_alone(choice, 1, 15, milliseconds{0});
  EXPECT_EQ(choice.tier(), Tier::kBayesian);
  run_alone(choice, 16, 16, milliseconds{0});
  EXPECT_EQ(choice.tier(), Tier::kCmaEs);
  run_alone(choice, 17, 40, milliseconds{60'000});
  EXPECT_EQ(choice.tier(), Tier::kBayesian);
}

TEST(TierChoice, CountsWhatRanSideBySide) {
  TierChoice alone(box(3)), beside(box(3));
  run_alone(alone, 1, 16, milliseconds{10});
  for (std::uint32_t trial = 1; trial <= 8; ++trial) beside.started({trial});
  for (std::uint32_t trial = 1; trial <= 16; ++trial) beside.ended({trial}, milliseconds{10});
  EXPECT_EQ(alone.tier(), Tier::kBayesian);
  EXPECT_EQ(beside.tier(), Tier::kTpe);
}

TEST(TierChoice, StaysWhereNoTimeIsKnown) {
  TierChoice choice(box(3));
  for (int i = 0; i < 40; ++i) choice.ended(kBeforeTheJob, std::nullopt);
  EXPECT_EQ(choice.tier(), Tier::kBayesian);
}

}  // namespace
}  // namespace tuner
