#include "strategies/unseen.h"

#include <gtest/gtest.h>

namespace tuner {
namespace {

Configuration a_is(std::int64_t a) { return {{"a", a}}; }

Unseen of_three() { return Unseen(SearchSpace::create({{"a", Integer{1, 3}}}).value()); }

Rng unseen_rng() { return Rng::for_trial(1, {1}, "unseen"); }

TEST(Unseen, KeepsAChoiceThatIsFree) {
  EXPECT_EQ(of_three().choose(a_is(2), unseen_rng()), a_is(2));
}

TEST(Unseen, ReplacesAChoiceThatIsTaken) {
  Unseen unseen = of_three();
  unseen.mark(a_is(2));
  unseen.mark(a_is(1));
  EXPECT_EQ(unseen.choose(a_is(2), unseen_rng()), a_is(3));
}

TEST(Unseen, IsExhaustedWhenEverythingIsMarkedOnce) {
  Unseen unseen = of_three();
  for (const std::int64_t a : {1, 1, 2, 2, 3}) {
    EXPECT_FALSE(unseen.exhausted());
    unseen.mark(a_is(a));
  }
  EXPECT_TRUE(unseen.exhausted());
  EXPECT_EQ(unseen.choose(a_is(1), unseen_rng()), std::nullopt);
}

TEST(Unseen, IgnoresWhatTheSpaceForbids) {
  Unseen unseen = of_three();
  for (const std::int64_t a : {4, 5, 6}) unseen.mark(a_is(a));
  EXPECT_FALSE(unseen.exhausted());
}

TEST(Unseen, FindsTheLastFreeOneOfMany) {
  Unseen unseen(SearchSpace::create({{"a", Integer{1, 100'000}}}).value());
  for (std::int64_t a = 1; a <= 100'000; ++a) {
    if (a != 77'777) unseen.mark(a_is(a));
  }
  EXPECT_EQ(unseen.choose(a_is(1), unseen_rng()), a_is(77'777));
}

TEST(Unseen, TakesAStepWrittenInAnotherWayForTheSame) {
  Unseen unseen(SearchSpace::create({{"x", Continuous{0.0, 0.4, Scale::kLinear, 0.1}}}).value());
  unseen.mark({{"x", 0.1 + 0.2}});
  EXPECT_TRUE(unseen.contains({{"x", 0.3}}));
}

TEST(Unseen, RepeatsInAnInfiniteSpaceOnlyWhenEveryDrawIsTaken) {
  Unseen unseen(SearchSpace::create({{"x", Continuous{}}}).value());
  unseen.mark({{"x", 0.5}});
  EXPECT_NE(unseen.choose({{"x", 0.5}}, unseen_rng()), (Configuration{{"x", 0.5}}));
}

Unseen of_three_without_two() {
  return Unseen(
      SearchSpace::create({{"a", Integer{1, 3}}}, {ForbiddenClause{{{"a", {std::int64_t{2}}}}}})
          .value());
}

TEST(Unseen, TakesWhatIsForbiddenForTakenFromTheBeginning) {
  Unseen unseen = of_three_without_two();
  EXPECT_TRUE(unseen.contains(a_is(2)));
  unseen.mark(a_is(2));
  unseen.mark(a_is(3));
  EXPECT_FALSE(unseen.exhausted());
  EXPECT_EQ(unseen.choose(a_is(2), unseen_rng()), a_is(1));
  unseen.mark(a_is(1));
  EXPECT_TRUE(unseen.exhausted());
}

// No draw finds Σ x ≤ 1 in twenty dimensions.
TEST(Unseen, DoesNotRepeatItselfInACorner) {
  std::vector<Parameter> parameters;
  ForbiddenSum sum{{}, 1.0};
  for (int j = 0; j < 20; ++j) {
    parameters.push_back({"x" + std::to_string(j), Continuous{}});
    sum.weights.push_back({parameters.back().name, 1.0});
  }
  Unseen unseen(SearchSpace::create(parameters, {sum}).value());
  const Encoding& encoding = unseen.encoding();
  const auto wanted = encoding.decode(Eigen::VectorXd::Constant(20, 0.5));
  for (std::uint32_t n = 1; n <= 200; ++n) {
    const auto chosen = unseen.choose(wanted, Rng::for_trial(1, {n}, "unseen"));
    ASSERT_TRUE(chosen && !unseen.contains(*chosen)) << n;
    unseen.mark(*chosen);
  }
}

// A thousand draws meet the band about every fourth time.
TEST(Unseen, FindsWhatIsAllowedWhereDrawsDoNot) {
  const std::vector<ForbiddenSum::Weight> sum = {{"x", 1.0}, {"y", 1.0}};
  const auto space =
      SearchSpace::create({{"x", Continuous{}}, {"y", Continuous{}}},
                          {ForbiddenSum{sum, {}, 1.0 - 3e-4}, ForbiddenSum{sum, 1.0}});
  ASSERT_TRUE(space) << to_string(space.error());
  Unseen unseen(*space);
  for (std::uint32_t n = 1; n <= 50; ++n) {
    const auto chosen = unseen.choose({{"x", 0.9}, {"y", 0.9}}, Rng::for_trial(1, {n}, "unseen"));
    ASSERT_TRUE(chosen);
    EXPECT_TRUE(space->check(*chosen)) << to_text(*chosen);
    EXPECT_FALSE(unseen.contains(*chosen)) << to_text(*chosen);
    unseen.mark(*chosen);
  }
}

}  // namespace
}  // namespace tuner
