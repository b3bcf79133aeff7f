// At which tier the strategy `auto` is: decided at fixed numbers of results by the median time of the trainings so far, divided by
// the most that ran side by side (tiers.h).
//
// In the flow: `auto` keeps one and moves with it; whoever asks later which tier a trial came from tells one the same trials.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "strategies/tiers.h"
#include "tuner/base/clock.h"
#include "tuner/base/ids.h"
#include "tuner/space/search_space.h"

namespace tuner {

class TierChoice {
 public:
  explicit TierChoice(SearchSpace space) : space_(std::move(space)) {}

  void started(TrialId trial);
  // `ran_for`, over all attempts, is nullopt where it is not known. Trials that never started are allowed.
  void ended(TrialId trial, std::optional<JobTime> ran_for);

  Tier tier() const { return tier_; }

 private:
  double median_seconds() const;

  SearchSpace space_;
  Tier tier_ = Tier::kBayesian;
  std::size_t results_ = 0;
  std::set<TrialId> running_;
  std::size_t most_running_ = 1;  // side by side, so far
  std::vector<JobTime> times_;    // of the trainings that ran
};

}  // namespace tuner
