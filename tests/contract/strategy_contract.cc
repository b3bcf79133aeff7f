#include "tests/contract/strategy_contract.h"

#include <cmath>

#include "tests/contract/strategy_life.h"
#include "tests/fakes/random_space.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

const Category kAdam{"adam"}, kSgd{"sgd"}, kYes{"true", Category::Kind::kBoolean},
    kNo{"false", Category::Kind::kBoolean};

}  // namespace

SearchSpace StrategyContract::space_of(std::vector<Parameter> parameters,
                                       std::vector<Forbidden> forbidden) {
  for (Parameter& parameter : parameters) {
    auto* range = std::get_if<Continuous>(&parameter.domain);
    if (range == nullptr || GetParam().continuous || range->step > 0.0) continue;
    range->step = (range->max - range->min) / 2.0;
  }
  return SearchSpace::create(std::move(parameters), std::move(forbidden)).value();
}

std::unique_ptr<Strategy> StrategyContract::make(const SearchSpace& space, std::uint64_t seed) {
  auto strategy = GetParam().make(space, seed);
  EXPECT_TRUE(strategy) << to_string(strategy.error());
  return std::move(strategy).value();
}

SearchSpace StrategyContract::mixed(std::vector<Forbidden> forbidden) {
  return space_of({{"activation", Categorical{{{"relu"}, {"tanh"}, {"logistic"}}}},
                   {"dropout", Continuous{0.0, 0.5, Scale::kLinear, 0.25}},
                   {"lr", Continuous{1e-5, 0.3, Scale::kLog}},
                   {"solver", Categorical{{kAdam, kSgd}}},
                   {"momentum", Continuous{0.5, 0.999, Scale::kReverseLog}, {{"solver", {kSgd}}}},
                   {"nesterov", Categorical{{kYes, kNo}}, {{"solver", {kSgd}}}},
                   {"damping", Continuous{-1.0, 1.0}, {{"nesterov", {kNo}}}},
                   {"units", Integer{8, 256, Scale::kLog, 124}},
                   {"layers", Integer{-1, 1}}},
                  std::move(forbidden));
}

SearchSpace StrategyContract::constrained() {
  return mixed(
      {ForbiddenClause{{{"activation", {Category{"relu"}, Category{"tanh"}}}, {"solver", {kAdam}}}},
       ForbiddenClause{{ForbiddenTerm{"damping", {}, 0.0}, {"nesterov", {kNo}}}},
       ForbiddenClause{{ForbiddenTerm{"lr", {}, 1e-2}}},
       ForbiddenSum{{{"dropout", 2.0}, {"layers", 1.0}}, 0.5}});
}

SearchSpace StrategyContract::band() {
  const std::vector<ForbiddenSum::Weight> sum = {{"a", 1.0}, {"b", 1.0}};
  return space_of({{"a", Continuous{0.0, 1.0}}, {"b", Continuous{0.0, 1.0}}},
                  {ForbiddenSum{sum, {}, 0.98}, ForbiddenSum{sum, 1.0}});
}

SearchSpace StrategyContract::small() {
  return space_of({{"solver", Categorical{{kAdam, kSgd}}},
                   {"layers", Integer{1, 2}},
                   {"nesterov", Categorical{{kYes, kNo}}, {{"solver", {kSgd}}}}});
}

void StrategyContract::expect_recall_equals_living(const SearchSpace& space, std::size_t lived) {
  const Encoding encoding(space);
  const auto survivor = make(space), restarted = make(space);
  const History history = live(*survivor, encoding, lived);
  const auto running = asked(*survivor, static_cast<std::uint32_t>(lived + 1), 1);
  for (std::uint32_t n = 1; n <= lived; ++n) {
    restarted->recall({n}, {&history[n - 1], 1});
    restarted->tell(troubled(encoding, {n}, history[n - 1]));
  }
  restarted->recall({static_cast<std::uint32_t>(lived + 1)}, running);
  const auto next = static_cast<std::uint32_t>(lived + 2);
  EXPECT_EQ(asked(*survivor, next, 3), asked(*restarted, next, 3))
      << "after " << lived << " trials";
  EXPECT_EQ(survivor->exhausted(), restarted->exhausted()) << "after " << lived << " trials";
}

TEST_P(StrategyContract, SuggestionsAreLegalForEveryKindOfParameter) {
  const Encoding encoding(mixed());
  const auto strategy = make(encoding.space());
  for (const Suggestion& suggestion : live(*strategy, encoding, GetParam().trials)) {
    expect_legal(encoding.space(), suggestion);
  }
}

TEST_P(StrategyContract, SuggestionsAreLegalInRandomSpaces) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Rng rng = Rng::for_trial(seed, {1}, "strategy contract");
    const Encoding encoding(space_of(testing_fakes::random_parameters(rng)));
    if (!GetParam().continuous && !encoding.space().cardinality(10'000)) continue;
    const auto strategy = make(encoding.space(), seed);
    for (const Suggestion& suggestion : live(*strategy, encoding, 12)) {
      expect_legal(encoding.space(), suggestion);
    }
  }
}

TEST_P(StrategyContract, TheSameHistoryGivesTheSameAnswers) {
  const Encoding encoding(mixed());
  const auto one = make(encoding.space()), other = make(encoding.space());
  const History history = live(*one, encoding, GetParam().trials);
  EXPECT_EQ(history.size(), GetParam().trials);
  EXPECT_EQ(history, live(*other, encoding, GetParam().trials));
}

TEST_P(StrategyContract, PrepareAndRestChangeNoAnswer) {
  for (const SearchSpace& space : {mixed(), small(), constrained()}) {
    const Encoding encoding(space);
    const auto one = make(space), prepared = make(space), rested = make(space);
    const History history = live(*one, encoding, GetParam().trials);
    EXPECT_EQ(history, live(*prepared, encoding, GetParam().trials, &Strategy::prepare));
    EXPECT_EQ(history, live(*rested, encoding, GetParam().trials, &Strategy::rest));
  }
}

TEST_P(StrategyContract, HowAsksAndTellsAreGroupedChangesNoAnswer) {
  const Encoding encoding(mixed());
  const auto one = make(encoding.space()), other = make(encoding.space());
  EXPECT_EQ(live_in_pairs(*one, encoding, GetParam().trials, true),
            live_in_pairs(*other, encoding, GetParam().trials, false));
}

TEST_P(StrategyContract, RecallingEqualsLivingThroughIt) {
  const std::size_t trials = GetParam().trials;
  for (const std::size_t lived : {std::size_t{1}, trials / 2, trials - 1}) {
    expect_recall_equals_living(mixed(), lived);
  }
}

TEST_P(StrategyContract, RecallingEqualsLivingThroughItInAFiniteSpace) {
  for (const std::size_t lived : {1, 2, 3, 4, 5}) expect_recall_equals_living(small(), lived);
}

TEST_P(StrategyContract, HistoriesOfFailuresAloneAreSurvived) {
  const SearchSpace space = mixed();
  const auto strategy = make(space);
  for (std::uint32_t n = 1; n <= GetParam().trials; ++n) {
    const auto suggestions = asked(*strategy, n, 1);
    ASSERT_EQ(suggestions.size(), 1u) << "trial " << n;
    ASSERT_TRUE(space.check(suggestions[0].configuration));
    strategy->tell({{n}, suggestions[0], TrialStatus::kFailed, FailureClass::kUserError});
  }
}

TEST_P(StrategyContract, OutcomesThatAreMissingAreSurvived) {
  const SearchSpace space = mixed();
  const auto strategy = make(space);
  History history;
  for (std::uint32_t n = 1; n <= GetParam().trials; ++n) {
    const auto suggestions = asked(*strategy, n, 1);
    ASSERT_EQ(suggestions.size(), 1u) << "trial " << n;
    history.push_back(suggestions[0]);
  }
  EXPECT_EQ(distinct(history), history.size());
}

TEST_P(StrategyContract, EqualHugeAndTinyLossesAreSurvived) {
  const SearchSpace space = mixed();
  for (const double scale : {0.0, 1e-300, 1e300}) {
    const auto strategy = make(space);
    for (std::uint32_t n = 1; n <= GetParam().trials; ++n) {
      const auto suggestions = asked(*strategy, n, 1);
      ASSERT_EQ(suggestions.size(), 1u) << "trial " << n << ", scale " << scale;
      ASSERT_TRUE(space.check(suggestions[0].configuration));
      const double loss = scale * (n % 2 == 0 ? 1.0 : -1.0);
      strategy->tell({{n},
                      suggestions[0],
                      TrialStatus::kSucceeded,
                      FailureClass::kNone,
                      std::vector<double>(GetParam().objectives, loss)});
    }
  }
}

TEST_P(StrategyContract, TrialsThatNobodyAskedForAreLearntFromAndNotRepeated) {
  const Encoding encoding(small());
  const auto strategy = make(encoding.space());
  const Configuration imported{{"layers", std::int64_t{1}}, {"solver", kAdam}};
  strategy->tell(succeeded(encoding, {1}, {imported}));
  const auto rest = asked(*strategy, 2, 100);
  EXPECT_EQ(rest.size(), 5u);
  for (const Suggestion& suggestion : rest) EXPECT_NE(suggestion.configuration, imported);
  EXPECT_TRUE(strategy->exhausted());
}

TEST_P(StrategyContract, ImportedTrialsThatDoNotFitTheSpaceAreSurvived) {
  const Encoding encoding(small());
  const auto strategy = make(encoding.space());
  const std::vector<double> losses(GetParam().objectives, 0.5);
  strategy->tell(
      {{1}, {{{"elsewhere", 1.0}}}, TrialStatus::kSucceeded, FailureClass::kNone, losses});
  strategy->tell({{2},
                  {{{"layers", 2.5}, {"solver", kAdam}}},
                  TrialStatus::kSucceeded,
                  FailureClass::kNone,
                  losses});
  EXPECT_EQ(distinct(asked(*strategy, 3, 100)), 6u);
}

TEST_P(StrategyContract, AFiniteSpaceIsUsedUpWithoutRepetition) {
  const Encoding encoding(small());
  const auto strategy = make(encoding.space());
  History history;
  for (std::uint32_t n = 1; n <= 6; ++n) {
    EXPECT_FALSE(strategy->exhausted()) << "before trial " << n;
    const auto suggestions = asked(*strategy, n, 1);
    ASSERT_EQ(suggestions.size(), 1u) << "trial " << n;
    history.push_back(suggestions[0]);
    strategy->tell(troubled(encoding, {n}, suggestions[0]));
  }
  EXPECT_EQ(distinct(history), 6u);
  EXPECT_TRUE(strategy->exhausted());
  EXPECT_TRUE(asked(*strategy, 7, 1).empty());
}

TEST_P(StrategyContract, AskingForMoreThanTheSpaceHasGivesWhatItHas) {
  const auto strategy = make(small());
  const History history = asked(*strategy, 1, 1000);
  EXPECT_EQ(history.size(), 6u);
  EXPECT_EQ(distinct(history), 6u);
  EXPECT_TRUE(strategy->exhausted());
}

TEST_P(StrategyContract, AskingForNothingGivesNothing) {
  EXPECT_TRUE(asked(*make(mixed()), 1, 0).empty());
}

TEST_P(StrategyContract, ASpaceOfOnePointHasOneSuggestion) {
  for (const SearchSpace& space :
       {SearchSpace(),
        space_of({{"x", Continuous{0.5, 0.5}}}),
        space_of({{"x", Integer{3, 3}}, {"c", Categorical{{{"only"}}}}})}) {
    const Encoding encoding(space);
    const auto strategy = make(space);
    const History history = live(*strategy, encoding, 3);
    ASSERT_EQ(history.size(), 1u);
    EXPECT_TRUE(space.check(history[0].configuration));
    EXPECT_TRUE(strategy->exhausted());
  }
}

TEST_P(StrategyContract, ASpaceOfOneParameterIsEnough) {
  for (const Domain& domain : {Domain(Continuous{1e-3, 1.0, Scale::kLog}),
                               Domain(Integer{0, 1000}),
                               Domain(Categorical{{{"a"}, {"b"}, {"c"}}})}) {
    const Encoding encoding(space_of({{"x", domain}}));
    const auto strategy = make(encoding.space());
    const History history = live(*strategy, encoding, GetParam().trials);
    const auto size = encoding.space().cardinality(GetParam().trials);
    EXPECT_EQ(history.size(), size.value_or(GetParam().trials));
    EXPECT_EQ(distinct(history), history.size());
  }
}

}  // namespace tuner
