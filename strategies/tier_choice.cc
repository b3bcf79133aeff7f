#include "strategies/tier_choice.h"

#include <algorithm>
#include <chrono>

namespace tuner {
namespace {

constexpr double kHalfResolution = 0.5e-3;  // seconds; times are whole milliseconds

}  // namespace

void TierChoice::started(TrialId trial) {
  running_.insert(trial);
  most_running_ = std::max(most_running_, running_.size());
}

void TierChoice::ended(TrialId trial, std::optional<JobTime> ran_for) {
  running_.erase(trial);
  ++results_;
  if (ran_for) times_.push_back(*ran_for);
  if (results_ != next_decision(results_ - 1) || times_.empty()) return;
  tier_ =
      choose_tier(tier_, space_, results_, median_seconds() / static_cast<double>(most_running_));
}

double TierChoice::median_seconds() const {
  std::vector<JobTime> times = times_;
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return std::chrono::duration<double>(*middle).count() + kHalfResolution;
}

}  // namespace tuner
