#include "strategies/acquisition_choice.h"

#include "tuner/gp/acquisition.h"

namespace tuner {
namespace {

constexpr std::uint32_t kStepsFirst = 12, kLeapEvery = 2;  // trials
constexpr double kLeap = 0.3;                              // standard deviations of the losses
constexpr double kWeight = 10.0;                           // of what lies beyond it
constexpr double kNoisy = 0.02;                            // variance, of standardised losses

}  // namespace

bool looks_for_a_leap(TrialId trial) {
  return trial.number > kStepsFirst && trial.number % kLeapEvery == 1;
}

PosteriorScore acquisition_for(const GaussianProcess& process, double incumbent, TrialId trial) {
  if (!looks_for_a_leap(trial)) return LogExpectedImprovement(incumbent);
  const bool noisy = process.parameters().noise_variance >= kNoisy;
  if (noisy) return LogExpectedImprovement(incumbent - kLeap);
  return LogExpectedLeap(incumbent, kLeap, kWeight);
}

}  // namespace tuner
