#include "strategies/cma_es.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <set>

#include "strategies/cma_run.h"
#include "strategies/cma_starts.h"
#include "tests/contract/strategy_contract.h"
#include "tests/strategies/ask_and_tell.h"
#include "tests/strategies/model_spaces.h"
#include "tuner/base/rng.h"

namespace tuner {
namespace {

INSTANTIATE_TEST_SUITE_P(CmaEs, StrategyContract, testing::Values(StrategyCase{make_cma_es}));

double best_of(const std::vector<Configuration>& asked, const LossFunction& loss) {
  double best = std::numeric_limits<double>::infinity();
  for (const Configuration& configuration : asked) best = std::min(best, loss(configuration));
  return best;
}

TEST(CmaEs, ConvergesOnASmoothFunction) {
  const auto strategy = make_cma_es(box(10), kSeed);
  EXPECT_LT(best_of(run(*strategy, 1500, bowl), bowl), 1e-8);
}

TEST(CmaEs, OnlyTheOrderOfLossesCounts) {
  const auto plain = make_cma_es(box(3), kSeed), mapped = make_cma_es(box(3), kSeed);
  const LossFunction scaled = [](const Configuration& c) { return 1e300 * bowl(c); };
  EXPECT_EQ(run(*plain, 100, bowl), run(*mapped, 100, scaled));
}

// Restarts included: the run converges after about 400 trials.
TEST(CmaEs, RecallsAThousandTrialsToTheSameState) {
  const SearchSpace space = box(2);
  const auto lived = make_cma_es(space, kSeed), recalled = make_cma_es(space, kSeed);
  const std::vector<Configuration> asked = run(*lived, 1000, bowl);
  for (std::uint32_t trial = 1; trial <= 1000; ++trial) {
    const Suggestion suggestion{asked[trial - 1]};
    recalled->recall(TrialId{trial}, {&suggestion, 1});
    recalled->tell(success(trial, asked[trial - 1], bowl(asked[trial - 1])));
  }
  EXPECT_EQ(*lived->ask(TrialId{1001}, 20), *recalled->ask(TrialId{1001}, 20));
}

TEST(CmaEs, StartsAgainElsewhereAfterConverging) {
  const auto strategy = make_cma_es(box(2), kSeed);
  const auto asked = run(*strategy, 1500, bowl);
  const auto far = std::count_if(
      asked.begin() + 500, asked.end(), [](const Configuration& c) { return bowl(c) > 0.05; });
  EXPECT_GT(far, 20);
}

// 12 workers with generations of 8: results come in any order, and always late.
TEST(CmaEs, LearnsFromResultsThatAreLate) {
  constexpr std::uint32_t kWorkers = 12;
  const auto strategy = make_cma_es(box(4), kSeed);
  std::vector<std::pair<std::uint32_t, Configuration>> running;
  Rng rng = Rng::for_trial(1, TrialId{1}, "workers");
  double best = 1.0;
  for (std::uint32_t trial = 1; trial <= 900; ++trial) {
    running.emplace_back(trial, ask_one(*strategy, trial));
    if (running.size() < kWorkers) continue;
    const auto next = running.begin() + static_cast<std::ptrdiff_t>(rng.below(kWorkers));
    best = std::min(best, bowl(next->second));
    strategy->tell(success(next->first, next->second, bowl(next->second)));
    running.erase(next);
  }
  EXPECT_LT(best, 1e-6);
}

TEST(CmaEs, StartsFromTheBestOfWhatWasToldBefore) {
  const auto strategy = make_cma_es(box(5), kSeed);
  Rng rng = Rng::for_trial(1, TrialId{1}, "told");
  for (std::uint32_t i = 1; i <= 200; ++i) {
    Configuration configuration;
    const double width = i <= 20 ? 0.05 : 1.0;
    for (int j = 0; j < 5; ++j)
      configuration["x" + std::to_string(j)] = 0.3 * (1.0 - width) + width * rng.uniform();
    strategy->tell(success(10'000 + i, configuration, bowl(configuration)));
  }
  double sum = 0.0;
  for (std::uint32_t trial = 1; trial <= 20; ++trial) sum += bowl(ask_one(*strategy, trial));
  EXPECT_LT(sum / 20, 0.05);  // 0.57 for uniform points
}

TEST(CmaEs, IgnoresWhatNobodyAskedForOnceItHasStarted) {
  const auto plain = make_cma_es(box(2), kSeed), disturbed = make_cma_es(box(2), kSeed);
  for (std::uint32_t trial = 1; trial <= 60; ++trial) {
    const Configuration one = ask_one(*plain, trial), other = ask_one(*disturbed, trial);
    ASSERT_EQ(one, other) << trial;
    plain->tell(success(trial, one, bowl(one)));
    disturbed->tell(success(trial, other, bowl(other)));
    disturbed->tell(success(1000 + trial, {{"x0", 0.9}, {"x1", 0.001 * trial}}, -1.0));
    disturbed->tell({TrialId{2000 + trial}, {{{"x0", 0.9}, {"x1", 0.8}}}, TrialStatus::kCancelled});
  }
}

// Generations of six in two dimensions. The second six were drawn before the run ended.
TEST(CmaEs, DropsLateResultsOfARunThatHasEnded) {
  const auto late = make_cma_es(box(2), kSeed), cancelled = make_cma_es(box(2), kSeed);
  const auto asked = *late->ask(TrialId{1}, 12);
  ASSERT_EQ(asked, *cancelled->ask(TrialId{1}, 12));
  for (std::uint32_t trial = 1; trial <= 12; ++trial) {
    const Suggestion& suggestion = asked[trial - 1];
    const Outcome failed{
        TrialId{trial}, suggestion, TrialStatus::kFailed, FailureClass::kUserError};
    const Configuration& configuration = suggestion.configuration;
    late->tell(trial <= 6 ? failed : success(trial, configuration, bowl(configuration)));
    cancelled->tell(trial <= 6 ? failed
                               : Outcome{TrialId{trial}, suggestion, TrialStatus::kCancelled});
  }
  EXPECT_EQ(*late->ask(TrialId{13}, 3), *cancelled->ask(TrialId{13}, 3));
}

// A log may say something else than what would be drawn: its values are learnt from, as foreign ones.
TEST(CmaEs, LearnsFromTheConfigurationThatWasRecalled) {
  const ModelCoordinates coordinates(box(2));
  CmaRun run(coordinates, CmaStarts(2, kSeed).first({}));
  const auto strategy = make_cma_es(box(2), kSeed);
  std::vector<CmaResult> results;
  for (std::uint32_t trial = 1; trial <= 6; ++trial) {
    const Suggestion recalled{{{"x0", 0.9 + 0.01 * trial}, {"x1", 0.99}}};
    strategy->recall(TrialId{trial}, {&recalled, 1});
    strategy->tell(success(trial, recalled.configuration, trial));
    const Eigen::VectorXd u = coordinates.encoding().encode(recalled.configuration);
    results.push_back({u, {0.0, static_cast<double>(trial)}, true});
  }
  run.learn(results);
  Rng rng = Rng::for_trial(kSeed, TrialId{7}, "cma_es");
  EXPECT_EQ(ask_one(*strategy, 7), coordinates.encoding().decode(run.draw(rng)));
}

TEST(CmaEs, GoesOnElsewhereWhenEverythingFails) {
  const auto strategy = make_cma_es(box(2), kSeed);
  double sum = 0.0;
  for (std::uint32_t trial = 1; trial <= 300; ++trial) {
    const Configuration configuration = ask_one(*strategy, trial);
    sum += std::abs(real(configuration, "x0") - 0.5);
    strategy->tell(
        {TrialId{trial}, {configuration}, TrialStatus::kFailed, FailureClass::kUserError});
  }
  EXPECT_GT(sum / 300, 0.2);  // 0.25 for uniform points, 0.15 around the middle
}

TEST(CmaEs, FindsABranchOfAConditionalSpace) {
  const auto strategy = make_cma_es(conditional_space(), kSeed);
  const LossFunction loss = [](const Configuration& configuration) {
    if (configuration.count("momentum") == 0) return 2.0;
    return std::abs(real(configuration, "momentum") - 0.8) + real(configuration, "rate");
  };
  EXPECT_LT(best_of(run(*strategy, 400, loss), loss), 0.02);
}

TEST(CmaEs, SurvivesEveryKindOfLoss) {
  const double huge = std::numeric_limits<double>::max();
  const std::vector<std::function<double(int)>> kinds{
      [](int) { return 3.0; },
      [huge](int i) { return i % 2 == 0 ? huge : -huge; },
      [](int i) { return std::pow(10.0, 6.0 * (i % 100) - 300.0); }};
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    const auto strategy = make_cma_es(mixed_space(), kSeed);
    int i = 0;
    const auto asked = run(*strategy, 300, [&](const Configuration&) { return kinds[kind](i++); });
    for (const Configuration& configuration : asked)
      ASSERT_TRUE(mixed_space().check(configuration)) << kind;
  }
}

TEST(CmaEs, ProposesNothingTwiceAmongAThousandCategories) {
  Categorical many;
  for (int i = 0; i < 1000; ++i) many.values.push_back(text(std::to_string(i)));
  const auto strategy = make_cma_es(space_of({{"a", many}}), kSeed);
  const auto asked = run(*strategy, 2000, [](const Configuration& configuration) {
    return std::stod(std::get<Category>(configuration.at("a")).text);
  });
  EXPECT_EQ(asked.size(), 1000U);
  EXPECT_EQ(std::set<Configuration>(asked.begin(), asked.end()).size(), 1000U);
}

TEST(CmaEs, ImprovesInTwoHundredDimensionsAndMore) {
  for (const int d : {200, 230}) {
    const auto strategy = make_cma_es(box(d), kSeed);
    const auto asked = run(*strategy, 1000, bowl);
    const std::vector<Configuration> early(asked.begin(), asked.begin() + 40);
    EXPECT_LT(best_of(asked, bowl), 0.5 * best_of(early, bowl)) << d;
  }
}

}  // namespace
}  // namespace tuner
