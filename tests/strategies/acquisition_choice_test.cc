#include "strategies/acquisition_choice.h"

#include <gtest/gtest.h>

#include "tests/gp/gp_samples.h"
#include "tuner/gp/acquisition.h"

namespace tuner {
namespace {

constexpr TrialId kBoundTurn{7}, kOtherTurn{8};
constexpr double kMean = 0.4, kVariance = 0.25;

GaussianProcess process(Eigen::Index rows, double noise_variance) {
  const Eigen::MatrixXd x = random_points(rows, 2, 1);
  GpParameters parameters = usual_parameters(2);
  parameters.noise_variance = noise_variance;
  return GaussianProcess::create(parameters, own_groups(2), x, smooth_values(x)).value();
}

double score(const GaussianProcess& process, TrialId trial) {
  return acquisition_for(process, process.smallest_mean(), trial)(kMean, kVariance).value;
}

double improvement(const GaussianProcess& process) {
  return LogExpectedImprovement(process.observed_means().minCoeff())(kMean, kVariance).value;
}

TEST(AcquisitionChoice, IsTheBoundForEveryThirdTrialOfNoisyLosses) {
  const GaussianProcess noisy = process(20, 0.05);
  EXPECT_DOUBLE_EQ(score(noisy, kBoundTurn), LowerConfidenceBound(2.5)(kMean, kVariance).value);
  EXPECT_DOUBLE_EQ(score(noisy, kOtherTurn), improvement(noisy));
}

TEST(AcquisitionChoice, IsExpectedImprovementWithoutNoiseAndWithFewResults) {
  for (const GaussianProcess& each : {process(20, 0.01), process(19, 0.05)}) {
    EXPECT_DOUBLE_EQ(score(each, kBoundTurn), improvement(each));
  }
}

TEST(AcquisitionChoice, ImprovesOnWhatIsBeingTriedToo) {
  const GaussianProcess without = process(20, 0.01);
  const GaussianProcess with = without.with_pending(random_points(200, 2, 2));
  ASSERT_LT(with.pending_means().minCoeff(), without.observed_means().minCoeff());
  EXPECT_LT(score(with, kBoundTurn), score(without, kBoundTurn));
}

}  // namespace
}  // namespace tuner
