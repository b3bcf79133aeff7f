#include "tuner/space/carry_over.h"

#include <gtest/gtest.h>

#include "tuner/space/encoding.h"

namespace tuner {
namespace {

const Category kAdamSolver{"adam"}, kSgdSolver{"sgd"};

SearchSpace space(std::vector<Forbidden> forbidden = {}) {
  return SearchSpace::create({{"layers", Integer{1, 5}},
                              {"lr", Continuous{1e-4, 1e-1, Scale::kLog}},
                              {"momentum", Continuous{0.0, 0.8}, {{"solver", {kSgdSolver}}}},
                              {"solver", Categorical{{kAdamSolver, kSgdSolver}}},
                              {"width", Continuous{0.0, 10.0, Scale::kLinear, 2.5}}},
                             std::move(forbidden))
      .value();
}

Configuration known() {
  return {{"layers", std::int64_t{2}}, {"lr", 0.01}, {"solver", kAdamSolver}, {"width", 5.0}};
}

TEST(CarryOver, KeepsAConfigurationOfTheSpace) {
  EXPECT_EQ(carried_over(space(), known()), known());
}

TEST(CarryOver, LeavesOutWhatTheSpaceDoesNotHave) {
  Configuration more = known();
  more["batch"] = std::int64_t{32};
  more["momentum"] = 0.5;  // inactive under adam
  EXPECT_EQ(carried_over(space(), more), known());
}

TEST(CarryOver, PutsWhatIsMissingInTheMiddle) {
  const auto carried = carried_over(space(), {{"solver", kSgdSolver}});
  ASSERT_TRUE(carried);
  EXPECT_EQ(carried->at("layers"), ParameterValue(std::int64_t{3}));
  EXPECT_NEAR(std::get<double>(carried->at("lr")), std::sqrt(1e-5), 1e-9);
  EXPECT_EQ(carried->at("momentum"), ParameterValue(0.4));
  EXPECT_EQ(carried->at("width"), ParameterValue(5.0));
  EXPECT_TRUE(space().check(*carried));
}

TEST(CarryOver, MovesWhatIsOutsideByATenthToTheEnd) {
  Configuration outside = known();
  outside["lr"] = 0.19;  // 1.093 on the logarithmic scale
  outside["width"] = -0.9;
  const auto carried = carried_over(space(), outside);
  ASSERT_TRUE(carried);
  EXPECT_EQ(carried->at("lr"), ParameterValue(0.1));
  EXPECT_EQ(carried->at("width"), ParameterValue(0.0));
}

TEST(CarryOver, DropsWhatIsFartherOutside) {
  for (const auto& [name, value] : Configuration{{"lr", 0.21},
                                                 {"width", -1.1},
                                                 {"layers", std::int64_t{6}},
                                                 {"solver", Category{"lbfgs"}}}) {
    Configuration outside = known();
    outside[name] = value;
    EXPECT_EQ(carried_over(space(), outside), std::nullopt) << name;
  }
  Configuration impossible = known();
  impossible["lr"] = -1.0;  // there is no logarithm
  EXPECT_EQ(carried_over(space(), impossible), std::nullopt);
}

TEST(CarryOver, MovesValuesToTheNearestLevelAndBetweenKindsOfNumbers) {
  Configuration other = known();
  other["width"] = std::int64_t{4};
  other["layers"] = 3.6;
  const auto carried = carried_over(space(), other);
  ASSERT_TRUE(carried);
  EXPECT_EQ(carried->at("width"), ParameterValue(5.0));
  EXPECT_EQ(carried->at("layers"), ParameterValue(std::int64_t{4}));
}

TEST(CarryOver, DropsNumbersForCategoriesAndCategoriesForNumbers) {
  Configuration number = known(), category = known();
  number["solver"] = 1.0;
  category["lr"] = Category{"0.01", Category::Kind::kNumber};
  EXPECT_EQ(carried_over(space(), number), std::nullopt);
  EXPECT_EQ(carried_over(space(), category), std::nullopt);
}

TEST(CarryOver, DropsWhatIsForbiddenHere) {
  const SearchSpace constrained = space({ForbiddenClause{{{"solver", {kAdamSolver}}}}});
  EXPECT_EQ(carried_over(constrained, known()), std::nullopt);
}

TEST(CarryOver, OfAConstantTakesThatValueOnly) {
  const SearchSpace constant = SearchSpace::create({{"a", Integer{4, 4}}}).value();
  EXPECT_EQ(carried_over(constant, {{"a", std::int64_t{4}}}),
            (Configuration{{"a", std::int64_t{4}}}));
  EXPECT_EQ(carried_over(constant, {{"a", std::int64_t{5}}}), std::nullopt);
}

TEST(Completed, KeepsWhatIsThereRightOrWrong) {
  const Configuration complete = completed(space(), {{"lr", 7.0}, {"solver", kAdamSolver}});
  EXPECT_EQ(complete.at("lr"), ParameterValue(7.0));
  EXPECT_EQ(complete.size(), 4U);
  EXPECT_EQ(space().check(complete).error().at, "/lr");
}

TEST(Completed, TakesTheConditionsOfWhatIsThereIntoAccount) {
  EXPECT_TRUE(space().check(completed(space(), {})));
  EXPECT_TRUE(completed(space(), {{"solver", kSgdSolver}}).contains("momentum"));
  EXPECT_FALSE(completed(space(), {{"solver", kAdamSolver}}).contains("momentum"));
}

}  // namespace
}  // namespace tuner
