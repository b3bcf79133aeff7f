#include "strategies/acquisition_choice.h"

#include <gtest/gtest.h>

#include "tuner/gp/acquisition.h"

namespace tuner {
namespace {

constexpr double kIncumbent = -1.0, kMean = 0.4, kVariance = 0.25;

double score(TrialId trial) { return acquisition_for(kIncumbent, trial)(kMean, kVariance).value; }

TEST(AcquisitionChoice, LooksForALeapEverySecondTime) {
  const double leap = LogExpectedLeap(kIncumbent, 0.3, 10.0)(kMean, kVariance).value;
  const double step = LogExpectedImprovement(kIncumbent)(kMean, kVariance).value;
  for (const std::uint32_t number : {13u, 15u, 801u}) {
    EXPECT_TRUE(looks_for_a_leap(TrialId{number}));
    EXPECT_DOUBLE_EQ(score(TrialId{number}), leap);
  }
  for (const std::uint32_t number : {6u, 7u, 11u, 12u, 14u, 802u}) {
    EXPECT_FALSE(looks_for_a_leap(TrialId{number}));
    EXPECT_DOUBLE_EQ(score(TrialId{number}), step);
  }
}

}  // namespace
}  // namespace tuner
