#include "service/stop_audit.h"

#include <gtest/gtest.h>

#include "tests/fakes/job_fixtures.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;

// A trial whose losses were printed at the steps 1, 2, …, one each second from `start` on.
PastCurve curve(std::uint32_t trial, int start, const std::vector<double>& losses) {
  PastCurve past;
  past.trial.id = {trial};
  past.trial.status = TrialStatus::kSucceeded;
  past.trial.objectives = {losses.back()};
  past.trial.ran_for = milliseconds(1000 * losses.size());
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const TimePoint at{milliseconds(1000 * (start + static_cast<int>(i)))};
    past.points.push_back({"loss", losses[i], static_cast<std::int64_t>(i + 1), at});
    past.trial.ended_at = at;
  }
  return past;
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
  EXPECT_EQ(result.trials, 7U);
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

TEST(StopAudit, LooksAtNothingThatCameLater) {
  std::vector<PastCurve> curves = seven_trials();
  curves[5] = curve(6, 0, {9, 9, 9, 9, 9, 9, 9, 9});  // before the fifth has ended
  const StopAudit result = audit(small_spec(7, 1), median(), curves);
  EXPECT_EQ(result.stopped, 1U);
}

TEST(StopAudit, TrialsWithoutValuesAreLeftOut) {
  std::vector<PastCurve> curves = seven_trials();
  curves.push_back({});
  curves.back().trial.id = {8};
  curves.back().trial.status = TrialStatus::kFailed;
  EXPECT_EQ(audit(small_spec(7, 1), median(), curves).trials, 7U);
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

}  // namespace
}  // namespace tuner
