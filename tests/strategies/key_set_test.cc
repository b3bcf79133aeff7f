#include "strategies/key_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "tuner/base/rng.h"

namespace tuner {
namespace {

using Pair = std::array<std::uint64_t, 2>;

// Of a few values each, so that some come again.
std::vector<Pair> some_pairs(std::uint64_t seed) {
  Rng rng = Rng::for_trial(seed, {1}, "key set");
  std::vector<Pair> pairs;
  for (int i = 0; i < 3000; ++i) pairs.push_back({rng.below(60) << 40, rng.below(60)});
  return pairs;
}

TEST(KeySet, HoldsWhatASetHolds) {
  KeySet keys(2);
  std::set<Pair> expected;
  for (const Pair& pair : some_pairs(1)) {
    EXPECT_EQ(keys.contains(pair), expected.contains(pair));
    const std::size_t place = keys.insert(pair);
    expected.insert(pair);
    EXPECT_TRUE(std::ranges::equal(keys.at(static_cast<std::uint32_t>(place)), pair));
    ASSERT_EQ(keys.size(), expected.size());
  }
  for (const Pair& pair : some_pairs(2)) EXPECT_EQ(keys.contains(pair), expected.contains(pair));
}

TEST(KeySet, KeepsAKeyInItsFirstPlace) {
  KeySet keys(1);
  for (std::uint64_t i = 0; i < 1000; ++i) EXPECT_EQ(keys.insert({&i, 1}), i);
  for (std::uint64_t i = 0; i < 1000; ++i) EXPECT_EQ(keys.insert({&i, 1}), i);
}

TEST(KeySet, RanksKeysWhateverTheirOrderOfInsertion) {
  std::vector<Pair> pairs = some_pairs(3);
  KeySet forwards(2), backwards(2);
  for (const Pair& pair : pairs) forwards.insert(pair);
  std::reverse(pairs.begin(), pairs.end());
  for (const Pair& pair : pairs) backwards.insert(pair);
  const std::set<Pair> sorted(pairs.begin(), pairs.end());
  std::size_t rank = 0;
  for (const Pair& pair : sorted) {
    if (rank % 97 == 0) {
      EXPECT_TRUE(std::ranges::equal(forwards.ranked(rank), pair)) << rank;
      EXPECT_TRUE(std::ranges::equal(backwards.ranked(rank), pair)) << rank;
    }
    ++rank;
  }
}

TEST(KeySet, OfKeysWithoutEntriesHasOne) {
  KeySet keys(0);
  EXPECT_FALSE(keys.contains({}));
  EXPECT_EQ(keys.insert({}), 0U);
  EXPECT_EQ(keys.insert({}), 0U);
  EXPECT_TRUE(keys.contains({}));
  EXPECT_EQ(keys.ranked(0).size(), 0U);
}

}  // namespace
}  // namespace tuner
