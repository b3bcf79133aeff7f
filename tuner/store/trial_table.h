// The table of trials: one row a trial.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tuner/experiment_store.h"
#include "tuner/store/sqlite.h"
#include "tuner/store/time_column.h"

namespace tuner {

Result<std::vector<Trial>> read_trials(Database& database, std::int64_t job);
// nullopt: there is no such trial.
Result<std::optional<Trial>> read_trial(Database& database, std::int64_t job, TrialId trial);
// See ExperimentReader::trials_page().
Result<std::vector<Trial>> read_trials_page(Database& database,
                                            std::int64_t job,
                                            TrialOrder order,
                                            std::optional<TrialId> after,
                                            std::size_t at_most);

struct TrialState {
  TrialStatus status = TrialStatus::kPending;
  std::uint32_t attempts = 0;
  JobTime ran_for{0};
};
// nullopt: there is no such trial.
Result<std::optional<TrialState>> read_trial_state(Database& database,
                                                   std::int64_t job,
                                                   TrialId trial);

// Inserts the trial, or replaces all but its number.
Result<void> put_trial(Database& database, std::int64_t job, const Trial& trial);

}  // namespace tuner
