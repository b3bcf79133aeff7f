// What the trials of a job come to: kept beside them, so that nobody has to read them all to know.
//
// In the flow: a store counts every change of a trial in the transaction that records it; lists and answers about many jobs
// read nothing else.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "tuner/base/clock.h"
#include "tuner/base/ids.h"
#include "tuner/job/trial.h"

namespace tuner {

struct FailureTotal {
  std::uint32_t count = 0;
  TrialId first;  // the lowest number
  bool operator==(const FailureTotal&) const = default;
};

struct TrialTotals {
  std::map<TrialStatus, std::uint32_t> counts = {};    // only those that occur
  std::map<FailureClass, FailureTotal> failures = {};  // of the trials that failed
  JobTime training_time{0};                            // of all attempts
  std::optional<TrialId> best = {};                    // see best_trial()

  std::uint32_t trials() const;
  std::uint32_t ended() const;
  std::uint32_t count(TrialStatus status) const;

  bool operator==(const TrialTotals&) const = default;
};

// What counting needs of a trial as it was.
struct CountedTrial {
  TrialStatus status = TrialStatus::kPending;
  JobTime ran_for{0};
};

// `after` is a new trial (nullopt) or takes the place of `before`. Leaves `best` alone, which needs the values of two trials
// (is_better).
void count_trial(TrialTotals& totals,
                 const std::optional<CountedTrial>& before,
                 const Trial& after);

}  // namespace tuner
