#include "tuner/space/forbidden.h"

#include <gtest/gtest.h>

#include "tuner/space/search_space.h"

namespace tuner {
namespace {

const Category kLbfgs{"lbfgs"}, kSgd{"sgd"}, kL1{"l1"}, kL2{"l2"};
const Category kHalf{"0.5", Category::Kind::kNumber}, kTwo{"2", Category::Kind::kNumber};

Configuration with(const Category& solver, const Category& penalty) {
  return {{"solver", solver}, {"penalty", penalty}};
}

SearchSpace solvers(std::vector<Forbidden> forbidden) {
  return SearchSpace::create({{"solver", Categorical{{kLbfgs, kSgd}}},
                              {"penalty", Categorical{{kL1, kL2}}},
                              {"momentum", Continuous{0.0, 0.9}, {{"solver", {kSgd}}}}},
                             std::move(forbidden))
      .value();
}

SearchSpace two_numbers(Forbidden rule) {
  return SearchSpace::create({{"a", Continuous{-1.0, 2.0}}, {"b", Continuous{-1.0, 2.0}}}, {rule})
      .value();
}

TEST(Forbidden, AClauseForbidsWhereAllItsTermsHold) {
  const SearchSpace space = solvers({ForbiddenClause{{{"penalty", {kL1}}, {"solver", {kLbfgs}}}}});
  EXPECT_FALSE(space.allows(with(kLbfgs, kL1)));
  EXPECT_TRUE(space.allows(with(kLbfgs, kL2)));
  EXPECT_TRUE(space.allows(with(kSgd, kL1)));
}

TEST(Forbidden, ATermHoldsForEachOfItsValues) {
  const SearchSpace space =
      SearchSpace::create({{"n", Integer{1, 5}}},
                          {ForbiddenClause{{{"n", {std::int64_t{2}, std::int64_t{4}}}}}})
          .value();
  for (const std::int64_t n : {1, 2, 3, 4, 5}) EXPECT_EQ(space.allows({{"n", n}}), n % 2 == 1) << n;
}

TEST(Forbidden, BothEndsOfARangeAreForbidden) {
  const SearchSpace space = two_numbers(ForbiddenClause{{ForbiddenTerm{"a", {}, 0.25, 0.5}}});
  for (const double a : {0.25, 0.3, 0.5}) EXPECT_FALSE(space.allows({{"a", a}, {"b", 0.0}})) << a;
  for (const double a : {0.2499, 0.5001}) EXPECT_TRUE(space.allows({{"a", a}, {"b", 0.0}})) << a;
}

TEST(Forbidden, ARuleOverAParameterWithoutAValueForbidsNothing) {
  const SearchSpace space = solvers({ForbiddenClause{{ForbiddenTerm{"momentum", {}, 0.0, 1.0}}}});
  EXPECT_TRUE(space.allows(with(kLbfgs, kL1)));
  Configuration fast = with(kSgd, kL1);
  fast["momentum"] = 0.5;
  EXPECT_FALSE(space.allows(fast));
}

TEST(Forbidden, ASumMayReachItsBoundAndNotPassIt) {
  const SearchSpace above = two_numbers(ForbiddenSum{{{"a", 1.0}, {"b", -2.0}}, 1.0});
  EXPECT_TRUE(above.allows({{"a", 1.0}, {"b", 0.0}}));
  EXPECT_FALSE(above.allows({{"a", 1.001}, {"b", 0.0}}));
  EXPECT_TRUE(above.allows({{"a", 1.5}, {"b", 0.25}}));
  const SearchSpace below = two_numbers(ForbiddenSum{{{"a", 1.0}, {"b", 1.0}}, {}, 1.0});
  EXPECT_TRUE(below.allows({{"a", 1.0}, {"b", 0.0}}));
  EXPECT_FALSE(below.allows({{"a", 0.999}, {"b", 0.0}}));
}

TEST(Forbidden, RoundingDoesNotPassABound) {
  ASSERT_GT(0.1 + 0.2, 0.3);
  EXPECT_TRUE(
      two_numbers(ForbiddenSum{{{"a", 1.0}, {"b", 1.0}}, 0.3}).allows({{"a", 0.1}, {"b", 0.2}}));
}

TEST(Forbidden, AStepWrittenInAnotherWayIsTheSameValue) {
  const SearchSpace space = SearchSpace::create({{"x", Continuous{0.0, 0.4, Scale::kLinear, 0.1}}},
                                                {ForbiddenClause{{{"x", {0.3}}}}})
                                .value();
  EXPECT_FALSE(space.allows({{"x", 0.1 + 0.2}}));
  EXPECT_TRUE(space.allows({{"x", 0.2}}));
}

TEST(Forbidden, CategoriesThatAreNumbersCanBeAddedUp) {
  const SearchSpace space =
      SearchSpace::create({{"x", Categorical{{kHalf, kTwo}}}}, {ForbiddenSum{{{"x", 1.0}}, 1.0}})
          .value();
  EXPECT_TRUE(space.allows({{"x", kHalf}}));
  EXPECT_FALSE(space.allows({{"x", kTwo}}));
  EXPECT_EQ(number_of(Category{"2", Category::Kind::kString}), std::nullopt);
  EXPECT_EQ(number_of(Category{"+1e-3", Category::Kind::kNumber}), 1e-3);
  EXPECT_EQ(number_of(Category{"inf", Category::Kind::kNumber}), std::nullopt);
}

TEST(Forbidden, TheFirstRuleThatForbidsIsNamed) {
  const SearchSpace space = solvers({ForbiddenClause{{{"penalty", {kL1}}, {"solver", {kSgd}}}},
                                     ForbiddenClause{{{"solver", {kLbfgs}}}}});
  EXPECT_EQ(space.broken_by(with(kLbfgs, kL1)), 1u);
  Configuration both = with(kSgd, kL1);
  both["momentum"] = 0.5;
  EXPECT_EQ(space.broken_by(both), 0u);
  EXPECT_EQ(space.broken_by(both, *space.index_of("momentum")), std::nullopt);
  EXPECT_EQ(space.broken_by(both, *space.index_of("penalty")), 0u);
  const auto checked = space.check(both);
  ASSERT_FALSE(checked);
  EXPECT_EQ(to_string(checked.error()),
            "/forbidden/0: the configuration is forbidden: penalty = l1 and solver = sgd");
}

TEST(Forbidden, RulesAreWrittenAsFormulas) {
  EXPECT_EQ(to_text(ForbiddenClause{
                {{"n", {std::int64_t{1}, std::int64_t{2}}}, ForbiddenTerm{"x", {}, 0.5}}}),
            "n = 1 or 2 and x ≥ 0.5");
  EXPECT_EQ(to_text(ForbiddenClause{{ForbiddenTerm{"x", {}, {}, 2.0}}}), "x ≤ 2");
  EXPECT_EQ(to_text(ForbiddenClause{{ForbiddenTerm{"x", {}, 1.0, 2.0}}}), "1 ≤ x ≤ 2");
  EXPECT_EQ(to_text(ForbiddenSum{{{"a", -1.0}, {"b", 1.0}, {"c", -0.25}}, 12.0}),
            "-a + b - 0.25 · c > 12");
  EXPECT_EQ(to_text(ForbiddenSum{{{"a", 2.0}}, {}, 1.0}), "2 · a < 1");
}

TEST(Forbidden, SpacesWithOtherRulesAreOthers) {
  const Forbidden rule = ForbiddenClause{{{"solver", {kLbfgs}}}};
  EXPECT_EQ(solvers({rule}), solvers({rule}));
  EXPECT_FALSE(solvers({rule}) == solvers({}));
}

}  // namespace
}  // namespace tuner
