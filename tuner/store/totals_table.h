// The tables of totals: what the trials of every job come to, one row a job, and one more for each class of failure that occurs.
#pragma once

#include <cstdint>
#include <optional>

#include "tuner/job/trial_totals.h"
#include "tuner/store/sqlite.h"

namespace tuner {

struct KeptTotals {
  TrialTotals totals = {};
  std::optional<TimePoint> last_step_at = {};
};

Result<void> insert_totals(Database& database, std::int64_t job);  // of a job without trials
Result<KeptTotals> read_totals(Database& database, std::int64_t job);
Result<void> update_totals(Database& database, std::int64_t job, const KeptTotals& kept);

}  // namespace tuner
