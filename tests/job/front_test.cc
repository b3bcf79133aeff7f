#include "tuner/job/front.h"

#include <gtest/gtest.h>

#include <limits>

#include "tuner/base/rng.h"
#include "tuner/job/best.h"

namespace tuner {
namespace {

using Losses = std::vector<std::vector<double>>;
using Indices = std::vector<std::size_t>;

Trial trial(std::uint32_t number,
            std::vector<std::optional<double>> values,
            TrialStatus status = TrialStatus::kSucceeded) {
  Trial trial{.id = {number}, .status = status};
  trial.objectives = std::move(values);
  return trial;
}

std::vector<std::uint32_t> numbers(const std::vector<const Trial*>& trials) {
  std::vector<std::uint32_t> numbers;
  for (const Trial* trial : trials) numbers.push_back(trial->id.number);
  return numbers;
}

TEST(Front, DominanceNeedsToBeBetterInOneObjectiveAndWorseInNone) {
  EXPECT_TRUE(dominates(std::vector{1.0, 2.0}, std::vector{1.0, 3.0}));
  EXPECT_FALSE(dominates(std::vector{1.0, 2.0}, std::vector{1.0, 2.0}));
  EXPECT_FALSE(dominates(std::vector{1.0, 3.0}, std::vector{2.0, 2.0}));
  EXPECT_FALSE(dominates(std::vector{1.0, 3.0}, std::vector{1.0, 2.0}));
}

TEST(Front, IsSortedByTheFirstLossAndKeepsTheEarliestOfEquals) {
  EXPECT_EQ(front_of(Losses{{3, 1}, {1, 3}, {2, 2}, {1, 3}, {3, 3}, {2, 4}}), (Indices{1, 2, 0}));
  EXPECT_EQ(front_of(Losses{{1, 2}, {1, 1}}), (Indices{1})) << "a tie in the first objective";
  EXPECT_EQ(front_of(Losses{}), Indices{});
}

TEST(Front, LossesWithoutAValueAreLeftOut) {
  EXPECT_EQ(front_of(Losses{{}, {2, 2}, {}}), (Indices{1}));
  EXPECT_EQ(front_of(Losses{{}, {}}), Indices{});
}

TEST(Front, AgreesWithItsDefinitionForAnyNumberOfObjectives) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Rng rng = Rng::for_trial(seed, {1}, "front");
    const std::size_t objectives = 1 + rng.below(5);
    Losses losses(1 + rng.below(40), std::vector<double>(objectives));
    for (auto& each : losses) {
      for (double& loss : each) loss = static_cast<double>(rng.below(6));  // many ties
    }
    Indices expected;
    for (std::size_t i = 0; i < losses.size(); ++i) {
      bool on_front = true;
      for (std::size_t j = 0; j < losses.size(); ++j) {
        if (dominates(losses[j], losses[i]) || (j < i && losses[j] == losses[i])) on_front = false;
      }
      if (on_front) expected.push_back(i);
    }
    Indices front = front_of(losses);
    std::sort(front.begin(), front.end());
    EXPECT_EQ(front, expected);
  }
}

TEST(Front, OfTrialsTurnsGoalsAndSkipsWhatHasNoValueOfEveryObjective) {
  const std::vector<Objective> objectives = {{"loss"}, {"accuracy", Goal::kMaximize}};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<Trial> trials = {trial(1, {0.5, 0.9}),
                                     trial(2, {0.4, 0.8}),
                                     trial(3, {0.45, 0.7}),
                                     trial(4, {0.1, std::nullopt}, TrialStatus::kFailed),
                                     trial(5, {0.1, nan}),
                                     trial(6, {0.0, 1.0}, TrialStatus::kRunning),
                                     trial(7, {0.3, 0.1}, TrialStatus::kStoppedEarly)};
  EXPECT_EQ(numbers(front_of(trials, {objectives})), (std::vector<std::uint32_t>{7, 2, 1}));
}

TEST(Front, OfOneObjectiveIsTheBestTrial) {
  const std::vector<Objective> objectives = {{"accuracy", Goal::kMaximize}};
  const std::vector<Trial> trials = {trial(1, {0.5}), trial(2, {0.7}), trial(3, {0.7})};
  EXPECT_EQ(front_of(trials, {objectives}), std::vector{best_trial(trials, {objectives})});
  EXPECT_EQ(numbers(front_of(trials, {objectives})), std::vector<std::uint32_t>{2});
}

}  // namespace
}  // namespace tuner
