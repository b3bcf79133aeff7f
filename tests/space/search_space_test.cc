#include "tuner/space/search_space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tuner {
namespace {

using testing::ElementsAre;

Parameter solver() { return {"solver", Categorical{{{"adam"}, {"sgd"}}}}; }
Parameter momentum() {
  return {"momentum", Continuous{0.0, 0.9, Scale::kLinear, 0.1}, {{"solver", {Category{"sgd"}}}}};
}
Parameter units() { return {"units", Integer{8, 64, Scale::kLog, 8}}; }

SearchSpace training_space() {
  return SearchSpace::create({solver(), momentum(), units()}).value();
}

std::string complaint(const Configuration& configuration) {
  const auto result = training_space().check(configuration);
  return result ? "" : to_string(result.error());
}

TEST(SearchSpace, KeepsParametersSortedWhateverTheOrderGiven) {
  EXPECT_EQ(SearchSpace::create({units(), solver(), momentum()}).value(), training_space());
  const SearchSpace sorted = training_space();
  EXPECT_EQ(sorted.parameters()[0].name, "momentum");
  EXPECT_EQ(training_space().index_of("solver"), 1u);
  EXPECT_EQ(training_space().index_of("solve"), std::nullopt);
}

TEST(SearchSpace, CreateReturnsTheFirstProblem) {
  EXPECT_EQ(SearchSpace::create({{"x", Integer{2, 1}}}).error(),
            problems(std::vector<Parameter>{{"x", Integer{2, 1}}})[0]);
}

TEST(SearchSpace, OrdersParentsBeforeChildren) {
  const SearchSpace ordered = training_space();
  const auto order = ordered.parents_first();
  EXPECT_THAT(std::vector<std::size_t>(order.begin(), order.end()), ElementsAre(1, 0, 2));
}

TEST(SearchSpace, AParameterIsActiveWhereAllItsConditionsHold) {
  const auto both =
      SearchSpace::create(
          {{"a", Integer{0, 1}},
           {"b", Integer{0, 1}},
           {"c", Integer{0, 1}, {{"a", {std::int64_t{1}}}, {"b", {std::int64_t{0}}}}}})
          .value();
  const auto active = [&](std::int64_t a, std::int64_t b) {
    return both.is_active(2, {{"a", a}, {"b", b}});
  };
  EXPECT_TRUE(active(1, 0));
  EXPECT_FALSE(active(1, 1));
  EXPECT_FALSE(active(0, 0));
  EXPECT_TRUE(both.is_conditional());
  EXPECT_FALSE(SearchSpace::create({units()})->is_conditional());
}

TEST(SearchSpace, CheckAcceptsLegalConfigurations) {
  EXPECT_EQ(complaint({{"solver", Category{"adam"}}, {"units", std::int64_t{16}}}), "");
  EXPECT_EQ(
      complaint(
          {{"solver", Category{"sgd"}}, {"momentum", 0.1 + 0.2}, {"units", std::int64_t{64}}}),
      "");
}

TEST(SearchSpace, CheckNamesWhatIsWrong) {
  const Category adam{"adam"}, sgd{"sgd"};
  const std::int64_t eight = 8;
  EXPECT_EQ(complaint({{"solver", adam}}), "/units: 'units' has no value");
  EXPECT_EQ(complaint({{"solver", adam}, {"unit", eight}}),
            "/unit: there is no parameter 'unit'; did you mean 'units'?");
  EXPECT_EQ(complaint({{"solver", adam}, {"momentum", 0.1}, {"units", eight}}),
            "/momentum: 'momentum' has a value although its conditions do not hold");
  EXPECT_EQ(complaint({{"solver", sgd}, {"units", eight}}), "/momentum: 'momentum' has no value");
  EXPECT_EQ(complaint({{"solver", Category{"sdg"}}, {"units", eight}}),
            "/solver: sdg is not one of the 2 values; did you mean 'sgd'?");
  EXPECT_EQ(complaint({{"solver", 1.0}, {"units", eight}}), "/solver: 1 is not a category");
  EXPECT_EQ(complaint({{"solver", adam}, {"units", 8.0}}), "/units: 8 is not an integer");
  EXPECT_EQ(complaint({{"solver", adam}, {"units", std::int64_t{65}}}),
            "/units: 65 is not between 8 and 64");
  EXPECT_EQ(complaint({{"solver", adam}, {"units", std::int64_t{9}}}),
            "/units: 9 is not on the grid from 8 in steps of 8");
  EXPECT_EQ(complaint({{"solver", sgd}, {"momentum", 0.15}, {"units", eight}}),
            "/momentum: 0.15 is not on the grid from 0 in steps of 0.1");
  EXPECT_EQ(complaint({{"solver", sgd}, {"momentum", std::nan("")}, {"units", eight}}),
            "/momentum: nan is not between 0 and 0.9");
}

TEST(SearchSpace, WithoutParametersHasOneEmptyConfiguration) {
  EXPECT_TRUE(SearchSpace().check({}));
  EXPECT_EQ(SearchSpace().cardinality(10), 1u);
}

TEST(SearchSpace, AChainOfAThousandConditionsIsNoTrouble) {
  std::vector<Parameter> chain = {{"p0", Integer{0, 1}}};
  for (std::size_t i = 1; i < kMaxParameters; ++i) {
    chain.push_back(
        {"p" + std::to_string(i), Integer{0, 1}, {{chain.back().name, {std::int64_t{1}}}}});
  }
  const auto created = SearchSpace::create(chain);
  ASSERT_TRUE(created);
  EXPECT_EQ(created->cardinality(5000), 1001u);
}

}  // namespace
}  // namespace tuner
