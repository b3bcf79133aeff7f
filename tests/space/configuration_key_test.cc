#include "tuner/space/configuration_key.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>

#include "tests/fakes/random_space.h"

namespace tuner {
namespace {

TEST(ConfigurationKey, LeadsBackToItsConfigurationInEverySpace) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Rng rng = Rng::for_trial(seed, {1}, "keys");
    const Encoding encoding(SearchSpace::create(testing_fakes::random_parameters(rng)).value());
    for (int i = 0; i < 20; ++i) {
      const auto configuration =
          encoding.decode(testing_fakes::random_point(rng, encoding.dimension()));
      const ConfigurationKey key = key_of(encoding.space(), configuration);
      ASSERT_EQ(key.size(), encoding.space().size());
      ASSERT_EQ(configuration_of(encoding.space(), key), configuration) << to_text(configuration);
    }
  }
}

// Neighbouring doubles, the widest range of integers, and a level 0 that is not the same as no value.
TEST(ConfigurationKey, IsDifferentForDifferentConfigurations) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min(),
                         kMost = std::numeric_limits<std::int64_t>::max();
  const auto space = SearchSpace::create({{"n", Integer{kLeast, kMost}},
                                          {"solver", Categorical{{{"a"}, {"b"}}}},
                                          {"steps", Integer{0, 3}, {{"solver", {Category{"b"}}}}},
                                          {"x", Continuous{-1.0, 1.0}}})
                         .value();
  std::map<ConfigurationKey, Configuration> found;
  std::size_t count = 0;
  for (const std::int64_t n : {kLeast, std::int64_t{0}, kMost - 1, kMost}) {
    for (const double x : {-1.0, 0.0, 0.5, std::nextafter(0.5, 1.0)}) {
      for (const std::int64_t steps : {-1, 0, 1}) {
        Configuration configuration{
            {"n", n}, {"solver", Category{steps < 0 ? "a" : "b"}}, {"x", x}};
        if (steps >= 0) configuration["steps"] = steps;
        ASSERT_TRUE(space.check(configuration));
        found.emplace(key_of(space, configuration), configuration);
        ++count;
      }
    }
  }
  EXPECT_EQ(found.size(), count);
}

TEST(ConfigurationKey, IsTheSameForEqualNumbers) {
  const auto space = SearchSpace::create({{"s", Continuous{0.0, 0.4, Scale::kLinear, 0.1}},
                                          {"x", Continuous{-1.0, 1.0}}})
                         .value();
  EXPECT_EQ(key_of(space, {{"s", 0.1 + 0.2}, {"x", -0.0}}),
            key_of(space, {{"s", 0.3}, {"x", 0.0}}));
}

}  // namespace
}  // namespace tuner
