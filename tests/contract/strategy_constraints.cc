// What every strategy does where combinations are forbidden. A strategy that joins the suite of strategy_contract.h passes these
// as well.
#include "tests/contract/strategy_contract.h"
#include "tests/contract/strategy_life.h"
#include "tests/fakes/random_space.h"
#include "tuner/space/encoding.h"

namespace tuner {

TEST_P(StrategyContract, ForbiddenCombinationsAreNotSuggested) {
  const Encoding encoding(constrained());
  const auto strategy = make(encoding.space());
  const History history = live(*strategy, encoding, GetParam().trials);
  EXPECT_EQ(history.size(), GetParam().trials);
  EXPECT_EQ(distinct(history), history.size());
  for (const Suggestion& suggestion : history) {
    expect_legal(encoding.space(), suggestion);
  }
}

TEST_P(StrategyContract, NarrowSumsAreKeptWithoutRepetition) {
  const Encoding encoding(band());
  const auto strategy = make(encoding.space());
  const History history = live(*strategy, encoding, GetParam().trials);
  EXPECT_EQ(history.size(), GetParam().continuous ? GetParam().trials : 3);
  EXPECT_EQ(distinct(history), history.size());
  for (const Suggestion& suggestion : history) {
    expect_legal(encoding.space(), suggestion);
  }
}

TEST_P(StrategyContract, ForbiddenCombinationsAreNotSuggestedInRandomSpaces) {
  int constrained = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Rng rng = Rng::for_trial(seed, {1}, "constrained contract");
    const auto parameters = testing_fakes::random_parameters(rng);
    const auto rules = testing_fakes::random_rules(rng, parameters);
    auto space = SearchSpace::create(parameters, rules);
    if (!space || (!GetParam().continuous && !space->cardinality(10'000))) continue;
    ++constrained;
    const Encoding encoding(std::move(*space));
    const auto strategy = make(encoding.space(), seed);
    for (const Suggestion& suggestion : live(*strategy, encoding, 12)) {
      expect_legal(encoding.space(), suggestion);
    }
  }
  EXPECT_GT(constrained, GetParam().continuous ? 20 : 3);
}

TEST_P(StrategyContract, RecallingEqualsLivingThroughItWhereCombinationsAreForbidden) {
  expect_recall_equals_living(constrained(), GetParam().trials - 1);
  if (GetParam().continuous) expect_recall_equals_living(band(), GetParam().trials / 2);
}

TEST_P(StrategyContract, OfAFiniteSpaceOnlyWhatIsAllowedIsUsedUp) {
  const SearchSpace all = small();
  const auto parameters = all.parameters();
  const SearchSpace space =
      space_of({parameters.begin(), parameters.end()},
               {ForbiddenClause{{{"layers", {std::int64_t{2}}}, {"solver", {Category{"sgd"}}}}}});
  const auto strategy = make(space);
  const History history = asked(*strategy, 1, 1000);
  EXPECT_EQ(history.size(), 4u);
  EXPECT_EQ(distinct(history), 4u);
  for (const Suggestion& each : history) EXPECT_TRUE(space.check(each.configuration));
  EXPECT_TRUE(strategy->exhausted());
  EXPECT_TRUE(asked(*strategy, 7, 1).empty());
}

TEST_P(StrategyContract, ResultsOfForbiddenCombinationsAreSurvived) {
  const Encoding encoding(band());
  const auto strategy = make(encoding.space());
  for (std::uint32_t n = 1; n <= 8; ++n) {
    const Suggestion forbidden{{{"a", 1.0}, {"b", n / 8.0}}};
    strategy->tell({{n}, forbidden, TrialStatus::kSucceeded, FailureClass::kNone, {-100.0}});
  }
  for (const Suggestion& each : asked(*strategy, 9, 3)) {
    EXPECT_TRUE(encoding.space().check(each.configuration));
  }
}

}  // namespace tuner
