#include "strategies/rung_model.h"

#include <gmock/gmock.h>

#include "strategies/registry.h"
#include "tests/contract/strategy_contract.h"
#include "tests/contract/strategy_life.h"
#include "tests/fakes/counting_strategy.h"
#include "tests/fakes/job_fixtures.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

// Trials of the suite have no rungs: they come to the end or nowhere.
Result<std::unique_ptr<Strategy>> around_bayesian(const SearchSpace& space, std::uint64_t seed) {
  return std::make_unique<RungModel>(Resource{"epochs", 1, 9, 3}, space.size(), [space, seed] {
    return make_strategy("bayesian", space, seed).value();
  });
}

INSTANTIATE_TEST_SUITE_P(RungModel,
                         StrategyContract,
                         testing::Values(StrategyCase{around_bayesian}));

// Budgets 1, 3 and 9 and one parameter: three results are enough.
class RungLessons : public ::testing::Test {
 protected:
  RungLessons() { model.ask({1}, 20).value(); }

  void watch(std::uint32_t trial, const std::vector<double>& losses) {
    for (std::size_t i = 0; i < losses.size(); ++i)
      model.watch({{trial}, static_cast<std::int64_t>(i + 1), losses[i]});
  }
  void end(std::uint32_t trial,
           double loss,
           TrialStatus status = TrialStatus::kSucceeded,
           Suggestion suggestion = {}) {
    const bool valued = status == TrialStatus::kSucceeded || status == TrialStatus::kStoppedEarly;
    model.tell({.trial = {trial},
                .suggestion = std::move(suggestion),
                .status = status,
                .losses = valued ? std::vector{loss} : std::vector<double>()});
  }
  // Stopped where these losses end.
  void stop(std::uint32_t trial, const std::vector<double>& losses) {
    watch(trial, losses);
    end(trial, losses.back(), TrialStatus::kStoppedEarly);
  }
  // Ended at its budget.
  void complete(std::uint32_t trial, double loss, std::int64_t budget, std::uint32_t earlier = 0) {
    Suggestion suggestion{.configuration = {}, .budget = budget};
    if (earlier != 0) suggestion.resume_from = TrialId{earlier};
    end(trial, loss, TrialStatus::kSucceeded, suggestion);
  }

  // Trial and loss of what the model in use was told, in order; failures and what teaches nothing have none.
  using Lessons = std::vector<std::pair<std::uint32_t, std::vector<double>>>;
  Lessons lessons() const {
    Lessons lessons;
    for (const Outcome& outcome : inner->told)
      lessons.emplace_back(outcome.trial.number, outcome.losses);
    return lessons;
  }
  static Lessons::value_type nothing(std::uint32_t trial) { return {trial, {}}; }

  CountingStrategy* inner = nullptr;  // the one in use
  int made = 0;
  RungModel model{{"epochs", 1, 9, 3}, 1, [this] {
                    auto strategy = std::make_unique<CountingStrategy>();
                    inner = strategy.get();
                    ++made;
                    return strategy;
                  }};
};

TEST_F(RungLessons, BeginAtTheLowestRung) {
  stop(1, {5.0, 4.0});
  stop(2, {6.0});
  EXPECT_EQ(lessons(), (Lessons{{1, {5.0}}, {2, {6.0}}}));
  EXPECT_EQ(inner->told[0].status, TrialStatus::kSucceeded);
  end(3, 0.0, TrialStatus::kFailed);
  EXPECT_EQ(inner->told[2].status, TrialStatus::kFailed);
  EXPECT_EQ(made, 1);
}

TEST_F(RungLessons, CountValuesWhereTheResourceDoes) {
  CountingStrategy* told = nullptr;
  RungModel counting({.min = 2, .max = 9, .counts_values = true}, 1, [&] {
    auto strategy = std::make_unique<CountingStrategy>();
    told = strategy.get();
    return strategy;
  });
  counting.ask({1}, 1).value();
  for (const auto& [step, loss] : {std::pair{0, 5.0}, {1, 4.0}, {2, 3.0}})
    counting.watch({{1}, step, loss});
  counting.tell(
      {.trial = {1}, .suggestion = {}, .status = TrialStatus::kStoppedEarly, .losses = {3.0}});
  EXPECT_THAT(told->told.at(0).losses, ElementsAre(4.0));
}

TEST_F(RungLessons, RiseToTheHighestRungWithEnoughResults) {
  stop(5, {8.0, 7.0});       // loses 1 by the median: 7
  stop(3, {5.0, 6.0, 4.0});  // its best up to step 3 is 4
  stop(1, {6.0, 5.0, 5.5});  // 5
  stop(2, {9.0});            // 8
  end(4, 0.0, TrialStatus::kFailed);
  EXPECT_EQ(made, 1);
  stop(6, {7.0, 3.0, 3.0, 2.0});
  EXPECT_EQ(made, 2);
  EXPECT_EQ(inner->recalled, 20U);
  EXPECT_EQ(lessons(),
            (Lessons{{1, {5.0}}, {2, {8.0}}, {3, {4.0}}, nothing(4), {5, {7.0}}, {6, {3.0}}}));
  stop(7, {7.5, 0.0, 0.0});
  stop(8, {7.5, 0.0});
  EXPECT_THAT(lessons()[6], Pair(7U, ElementsAre(0.0)));
  EXPECT_THAT(lessons()[7], Pair(8U, ElementsAre(6.5)));
  EXPECT_EQ(made, 2);
}

TEST_F(RungLessons, BeginAnewWithWhatWasRecalledToo) {
  model.recall({21}, std::vector<Suggestion>(2));
  for (const std::uint32_t trial : {1, 2, 3}) stop(trial, {5.0, 5.0, 4.0});
  EXPECT_EQ(made, 2);
  EXPECT_EQ(inner->recalled, 22U);
}

TEST_F(RungLessons, AreToldAnewWhenTheResultsHaveGrownByHalf) {
  for (const std::uint32_t trial : {1, 2, 3}) stop(trial, {5.0, 5.0, 4.0});
  stop(4, {9.0});
  EXPECT_THAT(lessons()[3], Pair(4U, ElementsAre(8.0)));
  EXPECT_EQ(made, 2);
  stop(5, {5.0, 5.0, 2.0});
  EXPECT_EQ(made, 2);
  stop(6, {5.0, 5.0, 2.0});
  EXPECT_EQ(made, 3);
  for (const std::uint32_t trial : {7, 8, 9}) stop(trial, {5.0, 5.0, 2.0});
  EXPECT_EQ(made, 4);
  EXPECT_THAT(lessons()[3], Pair(4U, ElementsAre(6.0)));
}

TEST_F(RungLessons, OfAChainAreThoseOfItsLastTrialUpToTheLevel) {
  for (const std::uint32_t trial : {1, 2, 3, 4}) complete(trial, 10.0 + trial, 1);
  for (const auto& [step, loss] : {std::pair{2, 8.0}, {3, 7.0}}) model.watch({{5}, step, loss});
  complete(5, 7.0, 3, 1);                   // what it printed on its way is of no rung
  EXPECT_EQ(lessons().back(), nothing(5));  // the level is 1
  complete(6, 9.0, 3, 2);
  complete(7, 2.0, 9, 5);
  complete(8, 9.0, 3, 3);
  EXPECT_EQ(made, 2);
  EXPECT_EQ(lessons(),
            (Lessons{nothing(1),
                     nothing(2),
                     nothing(3),
                     {4, {10.0}},  // 14 − 4, of the gains 4, 3 and 4
                     {5, {7.0}},
                     {6, {9.0}},
                     nothing(7),  // beyond the level
                     {8, {9.0}}}));
}

TEST_F(RungLessons, OfATrialThatWasStartedAgainAreThoseOfItsLastRun) {
  watch(1, {1.0, 1.0, 1.0});
  stop(1, {5.0, 4.0});
  EXPECT_EQ(lessons(), (Lessons{{1, {5.0}}}));
}

TEST_F(RungLessons, OfACompleteTrainingAreItsLastValue) {
  for (const std::uint32_t trial : {1, 2, 3}) {
    watch(trial, {5.0, 5.0, 4.0, 3.0, 3.0, 3.0, 2.0, 2.0, 2.5});
    end(trial, 2.5);
  }
  EXPECT_EQ(lessons(), (Lessons{{1, {2.5}}, {2, {2.5}}, {3, {2.5}}}));
}

TEST_F(RungLessons, OfAValueThatBelongsToNoRungAreNone) {
  model.tell({.trial = {1},  // nobody watched it
              .suggestion = {},
              .status = TrialStatus::kStoppedEarly,
              .losses = {3.0},
              .excesses = {0.25}});
  EXPECT_EQ(lessons(), (Lessons{nothing(1)}));
  EXPECT_EQ(inner->told[0].status, TrialStatus::kCancelled);
  EXPECT_THAT(inner->told[0].excesses, IsEmpty());
}

TEST_F(RungLessons, KeepTheExcessesOfConstraints) {
  watch(1, {5.0});
  model.tell({.trial = {1},
              .suggestion = {},
              .status = TrialStatus::kStoppedEarly,
              .losses = {5.0},
              .excesses = {0.25}});
  EXPECT_THAT(inner->told[0].excesses, ElementsAre(0.25));
}

TEST_F(RungLessons, LeaveTheVerdictToTheOther) {
  inner->stop_above = 4.0;
  EXPECT_FALSE(model.watch({{1}, 1, 3.0}));
  EXPECT_TRUE(model.watch({{1}, 2, 5.0}));
}

// What comes after twelve trials that ended so, and of which nothing was watched.
std::vector<Suggestion> suggested_after(const TuningJobSpec& spec, TrialStatus status) {
  const auto strategy = make_strategy(spec).value();
  const auto asked = strategy->ask({1}, 12).value();
  for (std::uint32_t n = 1; n <= 12; ++n) {
    std::vector<double> losses;
    if (status != TrialStatus::kCancelled) losses.assign(spec.objectives.size(), (n * 5) % 12);
    strategy->tell(
        {.trial = {n}, .suggestion = asked[n - 1], .status = status, .losses = std::move(losses)});
  }
  return strategy->ask({13}, 3).value();
}

// It takes no loss that belongs to no rung.
TEST(RungModel, IsInsideOfAshaForOneObjective) {
  TuningJobSpec spec = small_spec(100, 1);
  spec.early_stopping.asha = true;
  spec.resource = {"epochs", 1, 9, 3};
  const auto losses_count = [&] {
    return suggested_after(spec, TrialStatus::kStoppedEarly) !=
           suggested_after(spec, TrialStatus::kCancelled);
  };
  EXPECT_FALSE(losses_count());
  spec.resource->promotion = true;
  EXPECT_FALSE(losses_count());
  spec.resource->promotion = false;
  spec.objectives.push_back({"size"});
  EXPECT_TRUE(losses_count());
}

}  // namespace
}  // namespace tuner
