#include "strategies/tpe.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <set>

#include "tests/contract/strategy_contract.h"
#include "tests/strategies/ask_and_tell.h"
#include "tests/strategies/model_spaces.h"
#include "tuner/base/rng.h"

namespace tuner {
namespace {

INSTANTIATE_TEST_SUITE_P(Tpe, StrategyContract, testing::Values(StrategyCase{make_tpe}));

TEST(Tpe, StartsWithTheSobolSequenceOfItsSeed) {
  const auto one = make_tpe(box(3), kSeed), other = make_tpe(box(3), kSeed);
  const auto loss = [](const Configuration& c) { return -bowl(c); };
  const auto up = run(*one, 8, bowl), down = run(*other, 8, loss);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(up[i], down[i]) << i;
  EXPECT_NE(up[7], down[7]);
}

TEST(Tpe, ApproachesTheMinimumOfASmoothFunction) {
  const auto strategy = make_tpe(box(3), kSeed);
  double best = 1.0;
  for (const Configuration& configuration : run(*strategy, 100, bowl)) {
    best = std::min(best, bowl(configuration));
  }
  EXPECT_LT(best, 2e-3);
}

// A strategy by ranks: any increasing map of the losses gives the same answers.
TEST(Tpe, OnlyTheOrderOfLossesCounts) {
  const auto plain = make_tpe(box(2), kSeed), mapped = make_tpe(box(2), kSeed);
  EXPECT_EQ(run(*plain, 40, bowl), run(*mapped, 40, [](const Configuration& configuration) {
              return 1e300 * bowl(configuration);
            }));
}

TEST(Tpe, ConcentratesOnTheGoodBranchOfAConditionalSpace) {
  const SearchSpace space =
      space_of({{"branch", Categorical{{text("l"), text("m"), text("r")}}},
                {"x", Continuous{0.0, 1.0}, {{"branch", {text("l")}}}},
                {"y", Continuous{0.0, 1.0}, {{"branch", {text("m"), text("r")}}}}});
  const auto strategy = make_tpe(space, kSeed);
  const auto asked = run(*strategy, 80, [](const Configuration& configuration) {
    if (configuration.count("x") == 0) return 2.0 + real(configuration, "y");
    return std::abs(real(configuration, "x") - 0.7);
  });
  int good = 0;
  for (std::size_t i = 40; i < 80; ++i) {
    if (asked[i].count("x") != 0 && std::abs(real(asked[i], "x") - 0.7) < 0.2) ++good;
  }
  EXPECT_GE(good, 25);
}

// Trials that end without a lesson are no longer running, and no longer in the way.
TEST(Tpe, SpreadsTrialsThatRunAtTheSameTime) {
  const auto mean_distance = [](bool running) {
    const auto strategy = make_tpe(box(2), kSeed);
    run(*strategy, 30, bowl);
    std::vector<Configuration> batch;
    for (std::uint32_t trial = 31; trial <= 60; ++trial) {
      batch.push_back(ask_one(*strategy, trial));
      if (running) continue;
      strategy->tell({TrialId{trial}, {batch.back()}, TrialStatus::kCancelled});
    }
    double sum = 0.0;
    for (const Configuration& a : batch) {
      for (const Configuration& b : batch)
        sum += std::hypot(real(a, "x0") - real(b, "x0"), real(a, "x1") - real(b, "x1"));
    }
    return sum / 900.0;
  };
  EXPECT_GT(mean_distance(true), 1.2 * mean_distance(false));
}

TEST(Tpe, KeepsAwayFromConfigurationsThatFail) {
  const auto strategy = make_tpe(box(2), kSeed);
  int failures_late = 0;
  for (std::uint32_t trial = 1; trial <= 80; ++trial) {
    const Configuration configuration = ask_one(*strategy, trial);
    if (real(configuration, "x0") > 0.4) {
      strategy->tell(failure(trial, configuration, FailureClass::kDiverged));
      if (trial > 40) ++failures_late;
    } else {
      strategy->tell(success(trial, configuration, bowl(configuration)));
    }
  }
  EXPECT_LE(failures_late, 12);  // 24 by chance
}

TEST(Tpe, LearnsNothingFromTheInfrastructureAndFromCancelledTrials) {
  const auto plain = make_tpe(box(2), kSeed), disturbed = make_tpe(box(2), kSeed);
  const std::vector<Configuration> asked = run(*plain, 12, bowl);
  for (std::uint32_t trial = 1; trial <= 12; ++trial) {
    const Suggestion suggestion{asked[trial - 1]};
    disturbed->recall(TrialId{trial}, {&suggestion, 1});
    disturbed->tell(success(trial, asked[trial - 1], bowl(asked[trial - 1])));
    const Configuration lost{{"x0", 0.01 * trial}, {"x1", 0.5}};
    disturbed->tell(failure(100 + trial, lost, FailureClass::kInfrastructure));
    disturbed->tell(
        {TrialId{200 + trial}, {lost}, TrialStatus::kCancelled, FailureClass::kNone, {0.0}});
  }
  EXPECT_EQ(ask_one(*plain, 13), ask_one(*disturbed, 13));
}

TEST(Tpe, SurvivesEveryKindOfLoss) {
  const double huge = std::numeric_limits<double>::max();
  const std::vector<std::function<double(int)>> kinds{
      [](int) { return 3.0; },
      [huge](int i) { return i % 2 == 0 ? huge : -huge; },
      [](int i) { return std::pow(10.0, 40.0 * i - 300.0); },
      [](int) { return 0.0; }};
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    const auto strategy = make_tpe(mixed_space(), kSeed);
    int i = 0;
    const auto asked =
        run(*strategy, 15, [&](const Configuration&) { return kinds[kind](i++ % 15); });
    for (const Configuration& configuration : asked)
      EXPECT_TRUE(mixed_space().check(configuration)) << kind;
  }
}

TEST(Tpe, FindsTheOneCategoryOfAThousand) {
  Categorical many;
  for (int i = 0; i < 1000; ++i) many.values.push_back(text(std::to_string(i)));
  const auto strategy = make_tpe(space_of({{"a", many}, {"x", Continuous{0.0, 1.0}}}), kSeed);
  const auto asked = run(*strategy, 300, [](const Configuration& configuration) {
    return std::abs(std::stod(std::get<Category>(configuration.at("a")).text) - 400.0) / 1000.0 +
           std::abs(real(configuration, "x") - 0.5);
  });
  EXPECT_EQ(std::set<Configuration>(asked.begin(), asked.end()).size(), 300U);
}

TEST(Tpe, ImprovesInTwoHundredDimensions) {
  const auto strategy = make_tpe(box(200), kSeed);
  std::vector<double> losses;
  for (const Configuration& configuration : run(*strategy, 200, bowl)) {
    losses.push_back(bowl(configuration));
  }
  const auto best = [&](int from, int to) {
    return *std::min_element(losses.begin() + from, losses.begin() + to);
  };
  EXPECT_LT(best(100, 200), 0.8 * best(0, 20));
}

// More than the cap of the bad configurations, told all at once and out of the blue.
TEST(Tpe, LearnsFromThousandsOfTrialsThatWereToldAtOnce) {
  const auto strategy = make_tpe(box(2), kSeed);
  std::uint32_t trial = 1;
  for (; trial <= 3000; ++trial) {
    Rng rng = Rng::for_trial(1, TrialId{trial}, "told");
    const Configuration configuration{{"x0", rng.uniform()}, {"x1", rng.uniform()}};
    strategy->tell(success(trial, configuration, bowl(configuration)));
  }
  for (int i = 0; i < 5; ++i, ++trial) EXPECT_LT(bowl(ask_one(*strategy, trial)), 0.02);
}

}  // namespace
}  // namespace tuner
