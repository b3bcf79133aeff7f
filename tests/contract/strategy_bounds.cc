// What every strategy does where results must keep constraints. A strategy that joins the suite of strategy_contract.h passes these
// as well.
#include <map>

#include "tests/contract/strategy_contract.h"
#include "tests/contract/strategy_life.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

// Two constraints of different size; the first is kept on one side of the space, the second nearly everywhere.
Outcome bounded(const Encoding& encoding, TrialId trial, const Suggestion& suggestion) {
  Outcome outcome = troubled(encoding, trial, suggestion);
  if (outcome.losses.empty()) return outcome;
  const Eigen::VectorXd u = encoding.encode(suggestion.configuration);
  outcome.excesses = {u[0] - 0.4, 1e6 * (u.mean() - 0.9)};
  return outcome;
}

// How the results of `how` were told, one at a time.
template <class How>
History live_with(Strategy& strategy, std::size_t trials, bool prepare, const How& how) {
  History history;
  for (std::uint32_t n = 1; n <= trials; ++n) {
    if (prepare) strategy.prepare();
    const auto suggestions = asked(strategy, n, 1);
    if (suggestions.empty()) break;
    history.push_back(suggestions[0]);
    strategy.tell(how(TrialId{n}, suggestions[0]));
  }
  return history;
}

}  // namespace

TEST_P(StrategyContract, ResultsThatViolateConstraintsAreLearntFrom) {
  const Encoding encoding(mixed());
  const auto how = [&](TrialId trial, const Suggestion& each) {
    return bounded(encoding, trial, each);
  };
  const auto one = make(encoding.space()), other = make(encoding.space());
  const History history = live_with(*one, GetParam().trials, false, how);
  EXPECT_EQ(history.size(), GetParam().trials);
  EXPECT_EQ(distinct(history), history.size());
  for (const Suggestion& each : history) expect_legal(encoding.space(), each);
  EXPECT_EQ(history, live_with(*other, GetParam().trials, true, how));
}

TEST_P(StrategyContract, RecallingEqualsLivingThroughItWhereResultsViolateConstraints) {
  const Encoding encoding(mixed());
  const std::size_t lived = GetParam().trials - 1;
  const auto survivor = make(encoding.space()), restarted = make(encoding.space());
  const auto how = [&](TrialId trial, const Suggestion& each) {
    return bounded(encoding, trial, each);
  };
  const History history = live_with(*survivor, lived, false, how);
  const auto next = static_cast<std::uint32_t>(lived + 1);
  const auto running = asked(*survivor, next, 1);
  for (std::uint32_t n = 1; n <= lived; ++n) {
    restarted->recall({n}, {&history[n - 1], 1});
    restarted->tell(how({n}, history[n - 1]));
  }
  restarted->recall({next}, running);
  EXPECT_EQ(asked(*survivor, next + 1, 3), asked(*restarted, next + 1, 3));
}

TEST_P(StrategyContract, HistoriesThatKeepNothingAndConstraintsOfAnySizeAreSurvived) {
  const Encoding encoding(mixed());
  for (const double excess : {1e300, 1e-300, 0.0, -1e300}) {
    const auto strategy = make(encoding.space());
    const auto how = [&](TrialId trial, const Suggestion& each) {
      Outcome outcome = succeeded(encoding, trial, each);
      outcome.excesses = {excess, trial.number % 2 == 0 ? 1.0 : -1.0};
      return outcome;
    };
    const History history = live_with(*strategy, GetParam().trials, false, how);
    EXPECT_EQ(history.size(), GetParam().trials) << "excess " << excess;
    for (const Suggestion& each : history) expect_legal(encoding.space(), each);
  }
}

TEST_P(StrategyContract, AResultThatViolatesAConstraintIsNeverRecommended) {
  const Encoding encoding(space_of({{"x", Continuous{0.0, 1.0, Scale::kLinear, 0.05}},
                                    {"y", Continuous{0.0, 1.0, Scale::kLinear, 0.05}}}));
  const auto strategy = make(encoding.space());
  std::map<TrialId, bool> kept;
  for (std::uint32_t n = 1; n <= GetParam().trials; ++n) {
    const auto suggestions = asked(*strategy, n, 1);
    ASSERT_EQ(suggestions.size(), 1U);
    Outcome outcome = succeeded(encoding, {n}, suggestions[0]);
    outcome.excesses = {0.6 -
                        encoding.encode(suggestions[0].configuration)[0]};  // away from the best
    kept[outcome.trial] = outcome.excesses[0] <= 0.0;
    strategy->tell(outcome);
    const auto recommended = strategy->recommended();
    EXPECT_TRUE(!recommended || kept.at(*recommended));
  }
}

}  // namespace tuner
