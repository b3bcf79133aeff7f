#include "strategies/stopping_rules.h"

#include <gmock/gmock.h>

#include "strategies/brackets.h"
#include "tests/fakes/job_fixtures.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Optional;

// A trial's losses at the steps 1, 2, …; what is said of the last.
std::optional<StopReason> watch(StoppingRules& rules,
                                std::uint32_t trial,
                                const std::vector<double>& losses) {
  std::optional<StopReason> reason;
  for (std::size_t i = 0; i < losses.size(); ++i)
    reason = rules.on_value({trial}, static_cast<std::int64_t>(i + 1), losses[i]);
  return reason;
}

// The step at which a trial is stopped; 0: it is not.
std::int64_t stopped_at(StoppingRules& rules,
                        std::uint32_t trial,
                        const std::vector<double>& losses) {
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const auto step = static_cast<std::int64_t>(i + 1);
    if (rules.on_value({trial}, step, losses[i])) return step;
  }
  return 0;
}

TuningJobSpec asha(std::int64_t min, std::int64_t max, std::int64_t reduction) {
  TuningJobSpec spec = small_spec(100, 1);
  spec.early_stopping.asha = true;
  spec.resource = {"epochs", min, max, reduction};
  return spec;
}

TEST(StoppingRules, APercentileIsOfTheBestSoFar) {
  TuningJobSpec spec = small_spec(100, 1);
  spec.early_stopping.percentile = 25.0;
  spec.early_stopping.after = 2;
  spec.early_stopping.completed = 4;
  StoppingRules rules(spec);
  for (std::uint32_t trial = 1; trial <= 4; ++trial) {
    watch(rules, trial, {10.0 + trial, 1.0 * trial, 20.0});
    rules.on_end({trial}, true);
  }
  EXPECT_EQ(stopped_at(rules, 5, {11.0, 1.0, 30.0, 30.0}), 0);  // its best is as good as the best
  EXPECT_EQ(stopped_at(rules, 6, {12.0, 1.01}), 2);
  EXPECT_EQ(stopped_at(rules, 7, {11.01}), 0);  // its first value
}

TEST(StoppingRules, AThresholdIsInTheUnitOfTheObjective) {
  TuningJobSpec spec = small_spec(100, 1);
  spec.objectives.front().goal = Goal::kMaximize;
  spec.early_stopping.threshold = 0.5;
  spec.early_stopping.after = 3;
  StoppingRules rules(spec);
  EXPECT_EQ(stopped_at(rules, 1, {-0.1, -0.2, -0.5}), 0);
  EXPECT_EQ(stopped_at(rules, 2, {-0.1, -0.2, -0.49}), 3);
}

TEST(StoppingRules, PatienceEndsWhereValuesBringNothing) {
  TuningJobSpec spec = small_spec(100, 1);
  spec.early_stopping.patience = 3;
  spec.early_stopping.after = 1;
  {
    StoppingRules rules(spec);
    EXPECT_EQ(stopped_at(rules, 1, {5, 4, 4, 4.5, 3.9, 3.9, 3.9, 3.9}), 8);
    EXPECT_EQ(stopped_at(rules, 2, {5, 5, 5, 5}), 4);
    EXPECT_EQ(stopped_at(rules, 3, {5, 4, 3, 2, 1, 0}), 0);
  }
  spec.early_stopping.min_change = 0.5;
  StoppingRules rules(spec);
  EXPECT_EQ(stopped_at(rules, 1, {5, 4.9, 4.8, 4.7}), 4);
  EXPECT_EQ(stopped_at(rules, 2, {5, 4.9, 4.8, 4.4}), 0);
}

TEST(StoppingRules, RungsMultiplyUpToTheMaximum) {
  EXPECT_THAT((Resource{"", 1, 27, 3}.rungs()), ElementsAre(1, 3, 9));
  EXPECT_THAT((Resource{"", 2, 100, 4}.rungs()), ElementsAre(2, 8, 32));
  EXPECT_THAT((Resource{"", 5, 5, 3}.rungs()), ElementsAre());
  EXPECT_THAT((Resource{"", 5, 5, 3}.budgets()), ElementsAre(5));
  EXPECT_THAT((Resource{"", 1, 27, 3}.budgets()), ElementsAre(1, 3, 9, 27));
  EXPECT_EQ((Resource{"", 1, 1'000'000'000'000, 2}.rungs()).size(), 40U);
}

TEST(StoppingRules, AshaKeepsTheBestOfEachRung) {
  StoppingRules rules(asha(1, 9, 3));
  EXPECT_EQ(stopped_at(rules, 1, {5, 5, 5}), 0);  // the first two pass
  EXPECT_EQ(stopped_at(rules, 2, {6, 6}), 0);
  EXPECT_EQ(stopped_at(rules, 3, {7}), 1);  // the best of three is 5
  EXPECT_EQ(stopped_at(rules, 4, {5}), 0);  // an equal passes
  EXPECT_EQ(stopped_at(rules, 5, {4.9, 4}), 0);
  EXPECT_EQ(stopped_at(rules, 6, {5.1}), 1);  // the second best of six is 5
  EXPECT_EQ(stopped_at(rules, 2, {}), 0);
  EXPECT_FALSE(rules.on_value({5}, 3, 4.5));  // with 1 at the rung 3: two pass
  const auto reason = rules.on_value({2}, 3, 5.5);
  EXPECT_THAT(reason,
              Optional(StopReason{
                  "asha", 3, StopComparison{5.5, 4.0, "the best 1/3 of 3 trials at step 3"}}));
}

TEST(StoppingRules, AResourceThatCountsValuesEndsWithItsLastOne) {
  TuningJobSpec spec = asha(2, 4, 2);
  spec.resource->parameter.clear();
  spec.resource->counts_values = true;
  StoppingRules rules(spec);
  // The steps are those of values that are counted from 0, and then others.
  const auto value = [&](std::uint32_t trial, std::int64_t step, double loss) {
    const auto reason = rules.on_value({trial}, step, loss);
    return reason ? reason->rule : "";
  };
  for (std::int64_t step = 0; step < 3; ++step) EXPECT_EQ(value(1, step, 5.0), "");
  EXPECT_EQ(value(1, 3, 5.0), "resource");
  EXPECT_EQ(value(2, 10, 6.0), "");
  EXPECT_EQ(value(2, 20, 6.0), "asha");
  EXPECT_EQ(value(2, 0, 4.0), "");  // started again
  EXPECT_EQ(value(2, 10, 4.0), "");
  EXPECT_EQ(value(2, 20, 4.0), "");
  EXPECT_EQ(value(2, 30, 4.0), "resource");
  EXPECT_EQ(value(3, 0, 6.0), "");
  const auto judged = rules.on_value({3}, 1, 6.0);
  ASSERT_TRUE(judged);
  EXPECT_EQ(judged->comparison->bound_is, "the best 1/2 of 3 trials after 2 values");
}

TEST(StoppingRules, AshaJudgesAtTheFirstValueBeyondARung) {
  StoppingRules rules(asha(2, 50, 2));
  for (const std::uint32_t trial : {1U, 2U}) EXPECT_FALSE(rules.on_value({trial}, 1, 9.0));
  EXPECT_FALSE(rules.on_value({1}, 5, 1.0));
  EXPECT_TRUE(rules.on_value({2}, 5, 2.0));  // the second of two
  const auto reason =
      rules.on_value({3}, 40, 1.5);  // passes by the rungs 2, 4, 8, 16 and 32 at once
  EXPECT_THAT(reason->comparison->bound_is, HasSubstr("of 3 trials at step 2"));
}

TEST(StoppingRules, ATrialThatStartsAgainComesToItsRungsAgain) {
  StoppingRules rules(asha(1, 9, 2));
  EXPECT_EQ(stopped_at(rules, 1, {5, 5, 5, 5}), 0);
  EXPECT_EQ(stopped_at(rules, 2, {4, 4}), 0);
  EXPECT_EQ(stopped_at(rules, 2, {6}), 1);  // worse than before: of two it is the second now
}

TEST(StoppingRules, ATrialIsNotJudgedBelowItsBracket) {
  TuningJobSpec spec = asha(1, 9, 2);
  spec.resource->brackets = 2;
  std::vector<std::uint32_t> by_bracket[2];
  for (std::uint32_t n = 1; by_bracket[0].size() < 3 || by_bracket[1].size() < 3; ++n)
    by_bracket[bracket_of(*spec.resource, *spec.seed, {n})].push_back(n);
  const auto &low = by_bracket[0], &high = by_bracket[1];
  StoppingRules rules(spec);
  EXPECT_EQ(stopped_at(rules, low[0], {1}), 0);
  EXPECT_EQ(stopped_at(rules, high[0], {9, 0.5}), 0);
  EXPECT_EQ(stopped_at(rules, low[1], {2}), 1);        // of the two that are judged at step 1
  EXPECT_EQ(stopped_at(rules, high[1], {9, 0.6}), 2);  // of the two at step 2
  EXPECT_EQ(stopped_at(rules, high[1], {9, 9}), 2);    // started again
}

TEST(StoppingRules, ATrainingThatIsNotToldItsEndIsStoppedBeyondIt) {
  TuningJobSpec spec = small_spec(100, 1);
  spec.resource = {"", 1, 3, 3};
  StoppingRules untold(spec);
  EXPECT_EQ(stopped_at(untold, 1, {1, 1, 1}), 0);
  const auto reason = untold.on_value({1}, 4, 1.0);
  ASSERT_TRUE(reason);
  EXPECT_EQ(describe(*reason, spec.objectives.front()),
            "stopped early by the rule 'resource' at step 4");
  spec.resource->parameter = "epochs";
  StoppingRules told(spec);
  EXPECT_EQ(stopped_at(told, 1, {1, 1, 1, 1}), 0);
}

}  // namespace
}  // namespace tuner
