#include "metrics/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/metrics/report_fixture.h"

namespace tuner {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

JobCurves curves(std::string name, const std::vector<double>& values, Goal goal = Goal::kMinimize) {
  const std::vector<Objective> objectives{{"val:loss", goal}};
  const auto trials = make_successes(values);
  return {std::move(name),
          objectives[0],
          values.size(),
          values,
          best_by_trial(trials, {objectives}),
          best_by_time(trials, {objectives}, kStart)};
}

TEST(Compare, LooksAtEqualNumbersOfTrials) {
  const std::vector<JobCurves> jobs{curves("a", {5, 4, 3, 2, 1, 0.5, 0.4}),
                                    curves("b", {4, 4, 2.5, 3, 3, 3})};
  const Comparison comparison = compare(jobs);
  EXPECT_THAT(comparison.trial_counts, ElementsAre(1, 2, 5, 6));
  EXPECT_THAT(comparison.best_at[0], ElementsAre(5.0, 4.0, 1.0, 0.5));
  EXPECT_THAT(comparison.best_at[1], ElementsAre(4.0, 4.0, 2.5, 2.5));
}

TEST(Compare, TakesATargetThatEveryJobReached) {
  const std::vector<JobCurves> jobs{curves("a", {5, 3, 2}), curves("b", {4, 2.5})};
  const Comparison comparison = compare(jobs);
  EXPECT_EQ(comparison.target, 2.5);
  EXPECT_THAT(comparison.trials_to_target, ElementsAre(3.0, 2.0));
  EXPECT_THAT(comparison.seconds_to_target, ElementsAre(240.0, 180.0));
}

TEST(Compare, HasNoTargetWhileAJobHasNoValue) {
  const std::vector<JobCurves> jobs{curves("a", {5, 3}), curves("b", {})};
  const Comparison comparison = compare(jobs);
  EXPECT_EQ(comparison.target, std::nullopt);
  EXPECT_THAT(comparison.trial_counts, IsEmpty());
  EXPECT_THAT(comparison.caveat, ::testing::Not(HasSubstr("rank test")));
}

TEST(Compare, SaysWhichJobsTrialsAreTypicallyBetterWhicheverTheGoal) {
  const std::vector<double> low{1, 2, 3, 4, 5, 6}, high{7, 8, 9, 10, 11, 12};
  const std::vector<JobCurves> minimize{curves("low", low), curves("high", high)};
  const std::vector<JobCurves> maximize{curves("low", low, Goal::kMaximize),
                                        curves("high", high, Goal::kMaximize)};
  ASSERT_THAT(compare(minimize).tests, SizeIs(1));
  EXPECT_THAT(compare(minimize).caveat, HasSubstr("The rank test treats"));
  EXPECT_EQ(
      compare(minimize).tests[0].meaning,
      "Typically better: a trial of low beats a trial of high in 100 of 100 pairs (p = 0.0022).");
  EXPECT_THAT(compare(maximize).tests[0].meaning,
              HasSubstr("a trial of high beats a trial of low in 100"));
}

TEST(Compare, DoesNotClaimWhatChanceCanExplain) {
  const std::vector<JobCurves> jobs{curves("a", {1, 3, 5, 7, 9}), curves("b", {2, 4, 6, 8, 10})};
  EXPECT_THAT(compare(jobs).tests[0].meaning, HasSubstr("No clear difference"));
}

TEST(Compare, CountsThePairsThatItTests) {
  const std::vector<double> low{1, 2, 3, 4, 5, 6}, high{7, 8, 9, 10, 11, 12};
  const std::vector<JobCurves> jobs{
      curves("a", low), curves("b", high), curves("c", low), curves("few", {1, 2})};
  const Comparison comparison = compare(jobs);
  ASSERT_THAT(comparison.tests, SizeIs(3));
  EXPECT_NEAR(comparison.tests[0].p, 3 * 2.0 / 924, 1e-12);
}

TEST(Compare, RefusesToCompareDifferentObjectives) {
  const std::vector<JobCurves> jobs{curves("a", {1, 2}), curves("b", {1, 2}, Goal::kMaximize)};
  const Comparison comparison = compare(jobs);
  EXPECT_THAT(comparison.caveat, HasSubstr("minimize val:loss; maximize val:loss"));
  EXPECT_THAT(comparison.trial_counts, IsEmpty());
  EXPECT_EQ(comparison.target, std::nullopt);
}

}  // namespace
}  // namespace tuner
