#include "strategies/configuration_list.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/fakes/random_space.h"

namespace tuner {
namespace {

TEST(ConfigurationList, OfNoParametersHoldsTheEmptyConfiguration) {
  const ConfigurationList list{SearchSpace()};
  ASSERT_EQ(list.size(), 1u);
  EXPECT_TRUE(list.at(0).empty());
}

TEST(ConfigurationListProperty, HoldsEveryConfigurationOfARandomSpaceOnce) {
  int listed = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Rng rng = Rng::for_trial(seed, {1}, "list");
    const auto space = SearchSpace::create(testing_fakes::random_parameters(rng)).value();
    const auto size = space.cardinality(2000);
    if (!size) continue;
    const ConfigurationList list(space);
    ASSERT_EQ(list.size(), *size) << "seed " << seed;
    std::set<Configuration> all;
    for (std::uint64_t i = 0; i < list.size(); ++i) {
      const auto legal = space.check(list.at(i));
      ASSERT_TRUE(legal) << "seed " << seed << ": " << to_string(legal.error());
      all.insert(list.at(i));
    }
    ASSERT_EQ(all.size(), *size) << "seed " << seed;
    ++listed;
  }
  EXPECT_GT(listed, 100);
}

}  // namespace
}  // namespace tuner
