#include "tuner/job/trial_totals.h"

#include <algorithm>

namespace tuner {

std::uint32_t TrialTotals::trials() const {
  std::uint32_t sum = 0;
  for (const auto& [status, count] : counts) sum += count;
  return sum;
}

std::uint32_t TrialTotals::ended() const {
  std::uint32_t sum = 0;
  for (const auto& [status, count] : counts) sum += is_terminal(status) ? count : 0;
  return sum;
}

std::uint32_t TrialTotals::count(TrialStatus status) const {
  const auto found = counts.find(status);
  return found == counts.end() ? 0 : found->second;
}

void count_trial(TrialTotals& totals,
                 const std::optional<CountedTrial>& before,
                 const Trial& after) {
  if (before) {
    const auto counted = totals.counts.find(before->status);
    if (counted != totals.counts.end() && --counted->second == 0) totals.counts.erase(counted);
    totals.training_time -= before->ran_for;
  }
  ++totals.counts[after.status];
  totals.training_time += after.ran_for;
  const bool had_failed = before && before->status == TrialStatus::kFailed;
  if (had_failed || after.status != TrialStatus::kFailed) return;
  FailureTotal& total = totals.failures.try_emplace(after.failure, 0, after.id).first->second;
  ++total.count;
  total.first = std::min(total.first, after.id);
}

}  // namespace tuner
