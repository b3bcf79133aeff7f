#include "strategies/acquisition_choice.h"

#include <gtest/gtest.h>

#include "tests/gp/gp_samples.h"
#include "tuner/gp/acquisition.h"

namespace tuner {
namespace {

constexpr TrialId kLeapTurn{13}, kOtherTurn{14};
constexpr double kIncumbent = -1.0, kMean = 0.4, kVariance = 0.25;

double score(double noise_variance, TrialId trial) {
  const Eigen::MatrixXd x = random_points(20, 2, 1);
  GpParameters parameters = usual_parameters(2);
  parameters.noise_variance = noise_variance;
  const auto process = GaussianProcess::create(parameters, own_groups(2), x, smooth_values(x));
  return acquisition_for(process.value(), kIncumbent, trial)(kMean, kVariance).value;
}

double improvement_on(double incumbent) {
  return LogExpectedImprovement(incumbent)(kMean, kVariance).value;
}

TEST(AcquisitionChoice, LooksForALeapEverySecondTime) {
  for (const std::uint32_t number : {13u, 15u, 801u})
    EXPECT_TRUE(looks_for_a_leap(TrialId{number}));
  for (const std::uint32_t number : {6u, 7u, 11u, 12u, 14u, 802u})
    EXPECT_FALSE(looks_for_a_leap(TrialId{number}));
  const double leap = LogExpectedLeap(kIncumbent, 0.3, 10.0)(kMean, kVariance).value;
  EXPECT_DOUBLE_EQ(score(0.019, kLeapTurn), leap);
  EXPECT_DOUBLE_EQ(score(0.019, kOtherTurn), improvement_on(kIncumbent));
}

TEST(AcquisitionChoice, TakesNoStepsInTheTurnsForLeapsWhereLossesAreNoisy) {
  EXPECT_DOUBLE_EQ(score(0.021, kLeapTurn), improvement_on(kIncumbent - 0.3));
  EXPECT_DOUBLE_EQ(score(0.021, kOtherTurn), improvement_on(kIncumbent));
}

}  // namespace
}  // namespace tuner
