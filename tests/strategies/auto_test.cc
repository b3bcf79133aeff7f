#include "strategies/auto.h"

#include <gtest/gtest.h>

#include <cmath>

#include "strategies/bayesian.h"
#include "strategies/cma_es.h"
#include "strategies/tpe.h"
#include "tests/contract/strategy_contract.h"
#include "tests/strategies/ask_and_tell.h"
#include "tests/strategies/model_spaces.h"
#include "tuner/space/encoding.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;

Result<std::unique_ptr<Strategy>> made_auto(const SearchSpace& space, std::uint64_t seed) {
  return make_auto(space, seed);
}
INSTANTIATE_TEST_SUITE_P(Auto, StrategyContract, testing::Values(StrategyCase{made_auto}));

constexpr JobTime kLong = milliseconds{60'000}, kShort = milliseconds{0};

Outcome outcome(const SearchSpace& space,
                std::uint32_t trial,
                const Suggestion& suggestion,
                std::optional<JobTime> time) {
  const Eigen::VectorXd u = Encoding(space).encode(suggestion.configuration);
  const double loss = (u.array() - 0.3).square().sum();
  return {TrialId{trial}, suggestion, TrialStatus::kSucceeded, FailureClass::kNone, {loss}, time};
}

Suggestion next_suggestion(Strategy& strategy, std::uint32_t trial) {
  return strategy.ask(TrialId{trial}, 1).value().at(0);
}

// Runs trials first … last.
std::vector<Suggestion> run_between(Strategy& strategy,
                                    const SearchSpace& space,
                                    std::uint32_t first,
                                    std::uint32_t last,
                                    std::optional<JobTime> time) {
  std::vector<Suggestion> asked;
  for (std::uint32_t trial = first; trial <= last; ++trial) {
    asked.push_back(next_suggestion(strategy, trial));
    strategy.tell(outcome(space, trial, asked.back(), time));
  }
  return asked;
}

// What a strategy asks that saw these trials from the beginning.
Suggestion next_of(std::unique_ptr<Strategy> strategy,
                   const SearchSpace& space,
                   const std::vector<Suggestion>& asked) {
  std::uint32_t trial = 0;
  for (const Suggestion& suggestion : asked) {
    ++trial;
    strategy->recall(TrialId{trial}, {&suggestion, 1});
    strategy->tell(outcome(space, trial, suggestion, kShort));
  }
  return next_suggestion(*strategy, trial + 1);
}

TEST(Auto, IsBayesianForLongTrainings) {
  const SearchSpace space = box(3);
  const auto strategy = make_auto(space, kSeed), bayesian = make_bayesian(space, kSeed);
  EXPECT_EQ(run_between(*strategy, space, 1, 20, kLong),
            run_between(*bayesian, space, 1, 20, kLong));
}

TEST(Auto, IsBayesianWhereNoTimeIsKnown) {
  const SearchSpace space = box(3);
  const auto strategy = make_auto(space, kSeed), bayesian = make_bayesian(space, kSeed);
  EXPECT_EQ(run_between(*strategy, space, 1, 20, std::nullopt),
            run_between(*bayesian, space, 1, 20, kLong));
}

TEST(Auto, MovesToTheCheaperStrategiesWithAllThatWasSeen) {
  for (const bool ordered : {true, false}) {
    const SearchSpace space = ordered ? box(10) : mixed_space();
    const auto strategy = make_auto(space, kSeed);
    const auto asked = run_between(*strategy, space, 1, 16, kShort);
    const Suggestion next = next_suggestion(*strategy, 17);
    EXPECT_EQ(next,
              next_of(ordered ? make_cma_es(space, kSeed) : make_tpe(space, kSeed), space, asked));
    EXPECT_NE(next, next_of(make_bayesian(space, kSeed), space, asked));
  }
}

TEST(Auto, MovesSoonerWhereMoreTrainingsRunSideBySide) {
  const SearchSpace space = box(3);
  const JobTime time = milliseconds{10};
  const auto alone = make_auto(space, kSeed), beside = make_auto(space, kSeed);
  EXPECT_EQ(run_between(*alone, space, 1, 17, time),
            run_between(*make_bayesian(space, kSeed), space, 1, 17, time));
  std::vector<Suggestion> asked;
  for (std::uint32_t trial = 1; trial <= 16; ++trial) {
    asked.push_back(next_suggestion(*beside, trial));
    if (trial >= 8) beside->tell(outcome(space, trial - 7, asked[trial - 8], time));
  }
  for (std::uint32_t trial = 10; trial <= 16; ++trial)
    beside->tell(outcome(space, trial, asked[trial - 1], time));
  EXPECT_EQ(next_suggestion(*beside, 17), next_of(make_tpe(space, kSeed), space, asked));
}

TEST(Auto, ReturnsWhenTrainingsTurnOutToBeLong) {
  const SearchSpace space = box(3);
  const auto strategy = make_auto(space, kSeed);
  auto asked = run_between(*strategy, space, 1, 16, kShort);
  const auto later = run_between(*strategy, space, 17, 40, kLong);
  asked.insert(asked.end(), later.begin(), later.end());
  EXPECT_EQ(next_suggestion(*strategy, 41), next_of(make_bayesian(space, kSeed), space, asked));
}

TEST(Auto, DecidesAgainAsItDidInAnotherProcess) {
  const SearchSpace space = box(3);
  const auto first = make_auto(space, kSeed), second = make_auto(space, kSeed);
  const auto asked = run_between(*first, space, 1, 30, kShort);
  for (std::uint32_t trial = 1; trial <= 30; ++trial) {
    second->recall(TrialId{trial}, {&asked[trial - 1], 1});
    second->tell(outcome(space, trial, asked[trial - 1], kShort));
  }
  EXPECT_EQ(next_suggestion(*first, 31), next_suggestion(*second, 31));
}

}  // namespace
}  // namespace tuner
