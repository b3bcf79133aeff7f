#include "strategies/unseen.h"

#include <gtest/gtest.h>

namespace tuner {
namespace {

Configuration a_is(std::int64_t a) { return {{"a", a}}; }

Unseen of_three() { return Unseen(SearchSpace::create({{"a", Integer{1, 3}}}).value()); }

Rng rng() { return Rng::for_trial(1, {1}, "unseen"); }

TEST(Unseen, KeepsAChoiceThatIsFree) { EXPECT_EQ(of_three().choose(a_is(2), rng()), a_is(2)); }

TEST(Unseen, ReplacesAChoiceThatIsTaken) {
  Unseen unseen = of_three();
  unseen.mark(a_is(2));
  unseen.mark(a_is(1));
  EXPECT_EQ(unseen.choose(a_is(2), rng()), a_is(3));
}

TEST(Unseen, IsExhaustedWhenEverythingIsMarkedOnce) {
  Unseen unseen = of_three();
  for (const std::int64_t a : {1, 1, 2, 2, 3}) {
    EXPECT_FALSE(unseen.exhausted());
    unseen.mark(a_is(a));
  }
  EXPECT_TRUE(unseen.exhausted());
  EXPECT_EQ(unseen.choose(a_is(1), rng()), std::nullopt);
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
  EXPECT_EQ(unseen.choose(a_is(1), rng()), a_is(77'777));
}

TEST(Unseen, TakesAStepWrittenInAnotherWayForTheSame) {
  Unseen unseen(SearchSpace::create({{"x", Continuous{0.0, 0.4, Scale::kLinear, 0.1}}}).value());
  unseen.mark({{"x", 0.1 + 0.2}});
  EXPECT_TRUE(unseen.contains({{"x", 0.3}}));
}

TEST(Unseen, RepeatsInAnInfiniteSpaceOnlyWhenEveryDrawIsTaken) {
  Unseen unseen(SearchSpace::create({{"x", Continuous{}}}).value());
  unseen.mark({{"x", 0.5}});
  EXPECT_NE(unseen.choose({{"x", 0.5}}, rng()), (Configuration{{"x", 0.5}}));
}

}  // namespace
}  // namespace tuner
