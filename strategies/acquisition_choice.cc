#include "strategies/acquisition_choice.h"

#include "tuner/gp/acquisition.h"

namespace tuner {
namespace {

constexpr std::uint32_t kBoundEvery = 3;  // trials
constexpr double kNoisy = 0.02;           // variance of the noise, of standardised losses
constexpr Eigen::Index kEnough = 20;      // results
constexpr double kDeviations = 2.5;

}  // namespace

PosteriorScore acquisition_for(const GaussianProcess& process, double incumbent, TrialId trial) {
  const bool noisy = process.observed() >= kEnough && process.parameters().noise_variance >= kNoisy;
  if (noisy && trial.number % kBoundEvery == 1) return LowerConfidenceBound(kDeviations);
  return LogExpectedImprovement(incumbent);
}

}  // namespace tuner
