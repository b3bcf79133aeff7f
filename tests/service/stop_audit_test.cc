#include "service/stop_audit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/fakes/job_fixtures.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;

// A trial whose losses were printed at the steps 1, 2, …, one each second from `start` on.
PastCurve curve(std::uint32_t trial, int start, const std::vector<double>& losses) {
  PastCurve past{{Trial{.id = {trial}}}, {}};
  Trial& ended = past.trials.front();
  ended.status = TrialStatus::kSucceeded;
  ended.objectives = {losses.back()};
  ended.ran_for = milliseconds(1000 * losses.size());
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const TimePoint at{milliseconds(1000 * (start + static_cast<int>(i)))};
    past.points.push_back({{"loss", losses[i], static_cast<std::int64_t>(i + 1), at}});
    ended.ended_at = at;
  }
  return past;
}

// The chain of `earlier` and of another trial, which went on from its end.
PastCurve continued(PastCurve earlier,
                    std::uint32_t trial,
                    int start,
                    const std::vector<double>& losses) {
  PastCurve later = curve(trial, start, losses);
  const std::int64_t steps = earlier.points.back().step;
  later.trials.front().suggestion.resume_from = earlier.trials.back().id;
  later.trials.front().suggestion.budget = steps + static_cast<std::int64_t>(losses.size());
  earlier.trials.back().suggestion.budget = steps;
  earlier.trials.push_back(later.trials.front());
  for (PastValue& point : later.points) {
    point.step += steps;
    earlier.points.push_back(point);
  }
  return earlier;
}

AuditedRule median() {
  AuditedRule rule{"median", {}};
  rule.rules.median = true;
  return rule;
}

// Five trials one after the other, then one that is bad, and one that begins badly and ends best.
std::vector<PastCurve> seven_trials() {
  std::vector<PastCurve> curves;
  for (std::uint32_t trial = 1; trial <= 5; ++trial)
    curves.push_back(curve(trial, 10 * static_cast<int>(trial), {3, 2, 1, 1, 1, 1}));
  curves.push_back(curve(6, 60, {9, 9, 9, 9, 9, 9, 9, 9}));
  curves.push_back(curve(7, 70, {9, 9, 9, 9, 0.5, 0.1}));
  return curves;
}

TEST(StopAudit, WithoutARuleEverythingIsAsItWas) {
  const StopAudit result = audit(small_spec(7, 1), {"none", {}}, seven_trials());
  EXPECT_EQ(result.curves, 7U);
  EXPECT_EQ(result.stopped, 0U);
  EXPECT_EQ(result.values, 44U);
  EXPECT_EQ(result.time, milliseconds(44'000));
  EXPECT_EQ(result.best, TrialId{7});
  EXPECT_EQ(result.best_value, 0.1);
}

TEST(StopAudit, CountsWhatARuleSavesAndWhatItLoses) {
  const StopAudit result = audit(small_spec(7, 1), median(), seven_trials());
  EXPECT_EQ(result.stopped, 2U);
  EXPECT_EQ(result.saved_values, 4U + 2U);  // both at their fourth value
  EXPECT_EQ(result.saved_time, milliseconds(6'000));
  EXPECT_EQ(result.best, TrialId{1});
  EXPECT_EQ(result.best_value, 1.0);
}

TEST(StopAudit, WhatViolatesAConstraintAtItsStopIsNotTheBest) {
  std::vector<PastCurve> curves = seven_trials();
  curves[6].points[3].value = 0.7;
  AuditedRule rule{"threshold", {}};
  rule.rules.threshold = 0.6;
  rule.rules.after = 4;
  ASSERT_EQ(audit(small_spec(7, 1), rule, curves).best, TrialId{7});
  curves[6].points[3].keeps_constraints = false;
  const StopAudit result = audit(small_spec(7, 1), rule, curves);
  EXPECT_EQ(result.stopped, 7U);
  EXPECT_EQ(result.best, TrialId{1});
}

TEST(StopAudit, ConstraintsAreJudgedByWhatHadBeenPrinted) {
  TuningJobSpec spec = small_spec(7, 1);
  spec.constraints = {{"latency", {}, 50.0}, {"size", {}, 9.0}};
  const std::vector<MetricPoint> printed = {{"loss", 4},
                                            {"size", 1},
                                            {"latency", 40},
                                            {"loss", 3},
                                            {"latency", 60},
                                            {"loss", 2},
                                            {"latency", std::nan("")},
                                            {"loss", 1}};
  std::vector<bool> kept;
  for (const PastValue& value : past_values(printed, spec)) kept.push_back(value.keeps_constraints);
  EXPECT_EQ(kept, (std::vector{true, true, false, false}));
  EXPECT_FALSE(past_values(std::span(printed).first(2), spec).front().keeps_constraints);
}

TEST(StopAudit, NothingIsSeenOfATrialAfterItsStop) {
  AuditedRule rule{"threshold", {}};
  rule.rules.threshold = 5.0;
  rule.rules.after = 1;
  EXPECT_EQ(audit(small_spec(7, 1), rule, seven_trials()).saved_values, 7U + 5U);
}

TEST(StopAudit, LooksAtNothingThatCameLater) {
  std::vector<PastCurve> curves = seven_trials();
  curves[5] = curve(6, 0, {9, 9, 9, 9, 9, 9, 9, 9});  // before the fifth has ended
  const StopAudit result = audit(small_spec(7, 1), median(), curves);
  EXPECT_EQ(result.stopped, 1U);
}

TEST(StopAudit, TrialsWithoutValuesAreLeftOut) {
  std::vector<PastCurve> curves = seven_trials();
  curves.push_back({{Trial{.id = {8}, .status = TrialStatus::kFailed}}, {}});
  EXPECT_EQ(audit(small_spec(7, 1), median(), curves).curves, 7U);
}

TEST(StopAudit, AuditsTheOwnRuleFirstAndAshaWithTheResourceOfTheJob) {
  TuningJobSpec spec = small_spec(7, 1);
  EXPECT_EQ(rules_to_audit(spec, seven_trials()).front().name, "median");
  EXPECT_EQ(rules_to_audit(spec, seven_trials()).back().resource, (Resource{"", 1, 8, 4}));
  spec.early_stopping.asha = true;
  spec.resource = {"epochs", 2, 50, 3};
  const auto rules = rules_to_audit(spec, seven_trials());
  EXPECT_EQ(rules.front().name, "the job's own");
  EXPECT_EQ(rules.back().resource, (Resource{"epochs", 2, 50, 4}));
}

TuningJobSpec with_promotion() {
  TuningJobSpec spec = small_spec(7, 1);
  spec.early_stopping.asha = true;
  spec.resource = {.parameter = "epochs", .min = 2, .max = 6, .promotion = true};
  return spec;
}

// Two configurations of three end at step 2; the third is continued by trial 4.
std::vector<PastCurve> one_promoted() {
  std::vector<PastCurve> curves = {curve(1, 0, {5, 4}),
                                   continued(curve(2, 10, {3, 2}), 4, 40, {2, 1, 1, 1}),
                                   curve(3, 20, {6, 5})};
  curves.front().trials.front().suggestion.budget = 2;
  curves.back().trials.front().suggestion.budget = 2;
  return curves;
}

TEST(StopAudit, PromotionHasMadeTheCurvesAndSavesNothingOfThem) {
  const TuningJobSpec spec = with_promotion();
  const auto rules = rules_to_audit(spec, one_promoted());
  ASSERT_EQ(rules.front().name, "the job's own");
  const StopAudit result = audit(spec, rules.front(), one_promoted());
  EXPECT_EQ(result.curves, 3U);
  EXPECT_EQ(result.stopped, 2U);
  EXPECT_EQ(result.values, 10U);
  EXPECT_EQ(result.saved_values, 0U);
  EXPECT_EQ(result.time, milliseconds(10'000));
  EXPECT_EQ(result.best, TrialId{4});
  EXPECT_EQ(result.best_value, 1.0);
  for (const AuditedRule& rule : rules) {
    if (rule.name == "the job's own") continue;
    EXPECT_FALSE(rule.resource && rule.resource->promotion) << rule.name;
  }
}

TEST(StopAudit, AChainIsJudgedAsOneCurve) {
  AuditedRule rule{"threshold", {}};
  rule.rules.threshold = 1.5;
  rule.rules.after = 3;  // of the chain's values, so that trials 1 and 3 are never judged
  const StopAudit result = audit(with_promotion(), rule, one_promoted());
  EXPECT_EQ(result.stopped, 1U);
  EXPECT_EQ(result.saved_values, 3U);
  EXPECT_EQ(result.saved_time, milliseconds(3'000));
  EXPECT_EQ(result.best_value, 2.0);
}

TEST(StopAudit, OnlyConfigurationsThatCameToTheLastRungAreComparedWith) {
  AuditedRule rule = median();
  rule.rules.completed = 1;
  rule.rules.after = 1;
  std::vector<PastCurve> curves = one_promoted();
  curves.push_back(curve(5, 60, {9, 9, 9, 9}));
  EXPECT_EQ(audit(with_promotion(), rule, curves).saved_values, 3U);  // worse than trial 2 was
  curves.erase(curves.begin() + 1);
  EXPECT_EQ(audit(with_promotion(), rule, curves).saved_values, 0U);
}

TEST(StopAudit, AContinuationWithoutAValueLeavesThatOfTheTrialBefore) {
  std::vector<PastCurve> curves = one_promoted();
  curves[1].trials.back().status = TrialStatus::kFailed;
  curves[1].trials.back().objectives = {std::nullopt};
  EXPECT_EQ(audit(with_promotion(), {"none", {}}, curves).best_value, 2.0);
}

TEST(StopAudit, WhatTheJobTookOfItsResourceStandsBesideCompleteTrainings) {
  std::vector<PastCurve> curves = one_promoted();
  curves.push_back(curve(5, 60, {9}));
  curves.back().trials.front().status = TrialStatus::kFailed;
  const ResourceUse use = resource_use(*with_promotion().resource, curves);
  EXPECT_EQ(use.configurations, 3);
  EXPECT_EQ(use.complete, 1);
  EXPECT_EQ(use.steps, 2 + 6 + 2);
  EXPECT_EQ(use.complete_steps, 3 * 6);
}

}  // namespace
}  // namespace tuner
