#include "tuner/job/constraint.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tests/job/job_samples.h"
#include "tuner/job/best.h"
#include "tuner/job/front.h"

namespace tuner {
namespace {

const std::vector<Objective> kLoss = {{"loss"}};
const std::vector<Constraint> kFast = {{"ms", {}, 20.0}, {"recall", 0.9, {}}};

Trial trial(std::uint32_t number, double loss, std::vector<std::optional<double>> constraints) {
  Trial trial{.id = {number}, .status = TrialStatus::kSucceeded};
  trial.objectives = {loss};
  trial.constraints = std::move(constraints);
  return trial;
}

std::uint32_t number_of(const Trial* trial) { return trial == nullptr ? 0 : trial->id.number; }

std::string problems_of(const std::vector<Constraint>& constraints) {
  TuningJobSpec spec = plain_spec();
  spec.constraints = constraints;
  std::string text;
  for (const Error& problem : spec.problems()) text += to_string(problem) + "\n";
  return text;
}

TEST(Constraint, IsKeptAtItsBoundsAndExceededInMagnitudesOfThem) {
  const Constraint most{"ms", {}, 20.0}, least{"recall", 0.9, {}}, band{"ratio", 2.0, 4.0};
  EXPECT_DOUBLE_EQ(most.excess(20.0), 0.0);
  EXPECT_DOUBLE_EQ(most.excess(25.0), 0.25);
  EXPECT_DOUBLE_EQ(most.excess(5.0), -0.75);
  EXPECT_DOUBLE_EQ(least.excess(0.45), 0.5);
  EXPECT_DOUBLE_EQ(least.excess(0.9), 0.0);
  EXPECT_DOUBLE_EQ(band.excess(1.0), 0.25);
  EXPECT_DOUBLE_EQ(band.excess(6.0), 0.5);
  EXPECT_DOUBLE_EQ(band.excess(3.5), -0.125);
}

TEST(Constraint, ABoundOfZeroIsInTheUnitOfTheMetric) {
  EXPECT_DOUBLE_EQ((Constraint{"drift", {}, 0.0}).excess(0.5), 0.5);
  EXPECT_DOUBLE_EQ((Constraint{"drift", -2.0, 0.0}).excess(1.0), 0.5);
}

TEST(Constraint, ExcessesAndTheirSumsAreFinite) {
  const double most = std::numeric_limits<double>::max();
  const double least = std::numeric_limits<double>::denorm_min();
  for (const double value : {most, -most, least, 0.0}) {
    for (const double bound : {most, -most, least, 0.0}) {
      EXPECT_TRUE(std::isfinite((Constraint{"m", {}, bound}).excess(value)));
      EXPECT_TRUE(std::isfinite((Constraint{"m", bound, {}}).excess(value)));
    }
  }
  EXPECT_TRUE(std::isfinite(
      violation_of(std::vector<double>(1000, (Constraint{"m", {}, 1e-9}).excess(most)))));
}

TEST(Constraint, OnlyWhatIsViolatedAddsUp) {
  EXPECT_DOUBLE_EQ(violation_of(std::vector{0.5, -3.0, 0.25}), 0.75);
  EXPECT_DOUBLE_EQ(violation_of(std::vector{0.0, -3.0}), 0.0);
  EXPECT_DOUBLE_EQ(violation_of({}), 0.0);
}

TEST(Constraint, BrokenOnesAreNamedWithTheirPlace) {
  EXPECT_EQ(problems_of({{"loss", {}, 1.0}}), "");
  EXPECT_EQ(
      problems_of({{"los", {}, 1.0}}),
      "/constraints/0/metric: no metric of the name 'los' is defined; did you mean 'loss'?\n");
  EXPECT_EQ(problems_of({{"loss", {}, {}}}),
            "/constraints/0: a constraint needs 'min', 'max' or both\n");
  EXPECT_EQ(problems_of({{"loss", 2.0, 1.0}}),
            "/constraints/0: min (2) must not be greater than max (1)\n");
  EXPECT_EQ(problems_of({{"loss", 1.0, 1.0}}), "");
  EXPECT_EQ(
      problems_of({{"loss", 1.0, {}}, {"loss", {}, 2.0}}),
      "/constraints/1/metric: metric 'loss' is constrained twice; give min and max together\n");
  EXPECT_EQ(problems_of({{"loss", {}, HUGE_VAL}}),
            "/constraints/0: the bounds of a constraint must be finite\n");
}

TEST(Best, IsTheBestOfThoseThatKeepEveryConstraint) {
  const std::vector<Trial> trials = {trial(1, 0.1, {25.0, 0.95}),
                                     trial(2, 0.2, {15.0, 0.85}),
                                     trial(3, 0.4, {20.0, 0.9}),
                                     trial(4, 0.3, {10.0, 0.99}),
                                     trial(5, 0.0, {10.0, std::nullopt})};
  EXPECT_EQ(number_of(best_trial(trials, {kLoss, kFast})), 4U);
  EXPECT_EQ(number_of(best_trial(trials, {kLoss})), 5U);
  EXPECT_EQ(nearest_miss(trials, {kLoss, kFast}), nullptr);
}

TEST(Best, WhereNoneKeepsThemTheNearestMissViolatesLeast) {
  const std::vector<Trial> trials = {trial(1, 0.1, {30.0, 0.95}),   // by half
                                     trial(2, 0.2, {22.0, 0.855}),  // 0.1 + 0.05
                                     trial(3, 0.3, {22.0, 0.855}),
                                     trial(4, 0.4, {NAN, 0.95})};
  EXPECT_EQ(best_trial(trials, {kLoss, kFast}), nullptr);
  EXPECT_EQ(number_of(nearest_miss(trials, {kLoss, kFast})), 2U);
  EXPECT_EQ(nearest_miss({}, {kLoss, kFast}), nullptr);
}

TEST(Best, ATrialWithoutTheValueOfAConstraintHasNoLosses) {
  for (const auto& values : std::vector<std::vector<std::optional<double>>>{
           {}, {10.0}, {10.0, std::nullopt}, {10.0, NAN}, {INFINITY, 0.95}}) {
    const Trial missing = trial(1, 0.1, values);
    EXPECT_TRUE(losses_of(missing, {kLoss, kFast}).empty());
    EXPECT_TRUE(excesses_of(missing, {kLoss, kFast}).empty());
    EXPECT_FALSE(keeps_constraints(missing, {kLoss, kFast}));
  }
  EXPECT_EQ(excesses_of(trial(1, 0.1, {25.0, 0.9}), {kLoss, kFast}), (std::vector{0.25, 0.0}));
}

TEST(Front, IsThatOfTheTrialsThatKeepEveryConstraint) {
  const std::vector<Objective> two = {{"loss"}, {"size"}};
  std::vector<Trial> trials = {trial(1, 0.1, {25.0, 0.95}), trial(2, 0.2, {15.0, 0.95})};
  trials[0].objectives.push_back(1.0);
  trials[1].objectives.push_back(2.0);
  const auto front = front_of(trials, {two, kFast});
  ASSERT_EQ(front.size(), 1U);
  EXPECT_EQ(front[0]->id.number, 2U);
}

}  // namespace
}  // namespace tuner
