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

TEST(ConfigurationList, VariesTheLastParameterFastest) {
  const ConfigurationList list(
      SearchSpace::create({{"b", Integer{0, 2}}, {"a", Integer{0, 1}}}).value());
  ASSERT_EQ(list.size(), 6u);
  EXPECT_EQ(to_text(list.at(1)), "a=0 b=1");
  EXPECT_EQ(to_text(list.at(3)), "a=1 b=0");
}

// Of each pair a_i, z_i one combination of 90,000 is left. Sorted by name all a_i come first: their product is 27 million.
TEST(ConfigurationList, TakesNoLongerThanItsGroupsTogether) {
  std::vector<Parameter> parameters;
  std::vector<Forbidden> rules;
  for (int i = 0; i < 3; ++i) {
    const std::string a = "a" + std::to_string(i), z = "z" + std::to_string(i);
    parameters.push_back({a, Integer{0, 299}});
    parameters.push_back({z, Integer{0, 299}});
    rules.push_back(ForbiddenSum{{{a, 1.0}, {z, 1.0}}, 0.0});
  }
  const ConfigurationList list(SearchSpace::create(parameters, rules).value());
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list.at(0).at("a2"), ParameterValue{std::int64_t{0}});
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

TEST(ConfigurationListProperty, HoldsEveryAllowedConfigurationOfARandomSpaceOnce) {
  int shortened = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Rng rng = Rng::for_trial(seed, {1}, "constrained list");
    const auto parameters = testing_fakes::random_parameters(rng);
    const SearchSpace all = SearchSpace::create(parameters).value();
    const auto space =
        SearchSpace::create(parameters, testing_fakes::random_rules(rng, parameters));
    if (!space || !all.cardinality(2000)) continue;
    std::set<Configuration> allowed, listed;
    const ConfigurationList whole(all), list(*space);
    for (std::uint64_t i = 0; i < whole.size(); ++i) {
      if (space->check(whole.at(i))) allowed.insert(whole.at(i));
    }
    for (std::uint64_t i = 0; i < list.size(); ++i) listed.insert(list.at(i));
    ASSERT_EQ(listed, allowed) << "seed " << seed;
    ASSERT_EQ(list.size(), allowed.size()) << "seed " << seed;
    shortened += list.size() < whole.size() ? 1 : 0;
  }
  EXPECT_GT(shortened, 30);
}

}  // namespace
}  // namespace tuner
