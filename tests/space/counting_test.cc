#include "tuner/space/counting.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "tests/fakes/random_space.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

constexpr std::uint64_t kCap = 1'000'000;

const Parameter kSwitch{"switch", Categorical{{{"off"}, {"on"}}}};
const Condition kOn{"switch", {Category{"on"}}};

std::optional<std::uint64_t> count(std::vector<Parameter> parameters, std::uint64_t cap = kCap) {
  return count_configurations(SearchSpace::create(std::move(parameters)).value(), cap);
}

TEST(Counting, MultipliesIndependentParameters) {
  EXPECT_EQ(count({{"a", Integer{1, 5}}, {"b", Continuous{0, 1, Scale::kLinear, 0.25}}, kSwitch}),
            50u);
}

TEST(Counting, CountsAChildOnlyWhereItIsActive) {
  EXPECT_EQ(count({kSwitch, {"child", Integer{1, 5}, {kOn}}}), 6u);
}

TEST(Counting, AContinuousRangeThatCanBeActiveIsInfinite) {
  EXPECT_EQ(count({kSwitch, {"child", Continuous{}, {kOn}}}), std::nullopt);
}

TEST(Counting, AContinuousRangeThatCanNeverBeActiveDoesNotCount) {
  EXPECT_EQ(count({kSwitch, {"child", Continuous{}, {kOn, {"switch", {Category{"off"}}}}}}), 2u);
}

TEST(Counting, StopsAtTheCapWithoutOverflow) {
  EXPECT_EQ(count({{"a", Integer{1, 10}}}, 10), 10u);
  EXPECT_EQ(count({{"a", Integer{1, 11}}}, 10), std::nullopt);
  const Integer widest{std::numeric_limits<std::int64_t>::min(),
                       std::numeric_limits<std::int64_t>::max()};
  EXPECT_EQ(count({{"a", widest}, {"b", widest}}, ~std::uint64_t{0}), std::nullopt);
}

TEST(Counting, ThirtyIndependentSwitchesWithChildrenTakeNoTime) {
  std::vector<Parameter> parameters;
  for (int i = 0; i < 30; ++i) {
    const std::string name = "s" + std::to_string(i);
    parameters.push_back({name, Integer{0, 1}});
    parameters.push_back({name + "-child", Integer{0, 1}, {{name, {std::int64_t{1}}}}});
  }
  EXPECT_EQ(count(parameters, ~std::uint64_t{0}), 205'891'132'094'649u);  // 3^30
}

SearchSpace digits(std::vector<Forbidden> forbidden) {
  std::vector<Parameter> parameters;
  for (const char* name : {"a", "b", "c", "d"}) parameters.push_back({name, Integer{0, 9}});
  return SearchSpace::create(std::move(parameters), std::move(forbidden)).value();
}

TEST(Counting, LeavesOutWhatIsForbidden) {
  const ForbiddenSum above_three{{{"a", 1.0}, {"b", 1.0}}, 3.0};  // of 100 pairs 10 are left
  EXPECT_EQ(digits({above_three}).cardinality(kCap), 1000u);
  const ForbiddenClause one{{{"c", {std::int64_t{0}}}, ForbiddenTerm{"d", {}, 5.0}}};
  EXPECT_EQ(digits({above_three, one}).cardinality(kCap), 950u);
  EXPECT_EQ(digits({above_three}).cardinality(999), std::nullopt);
}

TEST(Counting, AContinuousRangeThatIsForbiddenWhereItIsActiveDoesNotCount) {
  const auto space = SearchSpace::create({kSwitch, {"child", Continuous{}, {kOn}}},
                                         {ForbiddenClause{{{"switch", {Category{"on"}}}}}});
  EXPECT_EQ(space->cardinality(kCap), 1u);
}

TEST(Counting, GivesUpWhereRulesTieTogetherTooMuch) {
  const Integer wide{1, 10'000};
  const auto space = SearchSpace::create({{"a", wide}, {"b", wide}},
                                         {ForbiddenSum{{{"a", 1.0}, {"b", 1.0}}, 3.0}});
  EXPECT_EQ(space->cardinality(kCap), std::nullopt);
}

// All but one of the many values of `n` are alike, but each of them leads to as many steps that lead nowhere.
TEST(Counting, GivesUpWhereAListWouldTakeTooLong) {
  const Integer wide{1, 1000};
  const auto space = SearchSpace::create({{"child", Integer{0, 1}, {{"n", {std::int64_t{1}}}}},
                                          {"n", Integer{1, 100'000}},
                                          {"a", wide},
                                          {"z", wide}},
                                         {ForbiddenSum{{{"a", 1.0}, {"z", 1.0}}, 2.0},
                                          ForbiddenSum{{{"a", 1.0}, {"child", 1.0}}, 100.0}});
  ASSERT_TRUE(space) << to_string(space.error());
  EXPECT_EQ(space->cardinality(kCap), std::nullopt);
}

// Walks every configuration one by one.
std::uint64_t walk(const SearchSpace& space, std::size_t depth, Configuration& configuration) {
  if (depth == space.size()) return space.allows(configuration) ? 1 : 0;
  const std::size_t i = space.parents_first()[depth];
  if (!space.is_active(i, configuration)) return walk(space, depth + 1, configuration);
  const Parameter& parameter = space.parameters()[i];
  std::uint64_t total = 0;
  for (std::uint64_t k = 0; k < level_count(parameter.domain); ++k) {
    configuration[parameter.name] = level(parameter.domain, k);
    total += walk(space, depth + 1, configuration);
    configuration.erase(parameter.name);
  }
  return total;
}

TEST(CountingProperty, AgreesWithWalkingThroughRandomSpaces) {
  int walked = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    Rng rng = Rng::for_trial(seed, {1}, "counting");
    const auto space = SearchSpace::create(testing_fakes::random_parameters(rng));
    ASSERT_TRUE(space) << "seed " << seed << ": " << to_string(space.error());
    const auto counted = space->cardinality(5000);
    if (!counted) continue;
    Configuration configuration;
    ASSERT_EQ(*counted, walk(*space, 0, configuration)) << "seed " << seed;
    ++walked;
  }
  EXPECT_GT(walked, 300);
}

TEST(CountingProperty, AgreesWithWalkingWhereCombinationsAreForbidden) {
  int walked = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    Rng rng = Rng::for_trial(seed, {1}, "counting");
    const auto parameters = testing_fakes::random_parameters(rng);
    if (!count(parameters, 5000)) continue;
    const auto space =
        SearchSpace::create(parameters, testing_fakes::random_rules(rng, parameters));
    if (!space) continue;
    Configuration configuration;
    ASSERT_EQ(space->cardinality(5000), walk(*space, 0, configuration)) << "seed " << seed;
    ++walked;
  }
  EXPECT_GT(walked, 100);
}

}  // namespace
}  // namespace tuner
