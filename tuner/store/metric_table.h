// The tables of runs, metric series and metric points. A run's points are numbered from 0 in order
// of appearance.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tuner/experiment_store.h"
#include "tuner/store/event_json.h"
#include "tuner/store/sqlite.h"

namespace tuner {

Result<std::vector<RunRecord>> read_runs(Database& database, std::int64_t job);
Result<std::vector<RunRecord>> read_runs_of(Database& database, std::int64_t job, TrialId trial);

// What the tables know of one attempt.
struct RunRow {
  std::int64_t id = 0;
  std::uint64_t points = 0;  // recorded so far
  RunHandle handle;
};
// nullopt: put_run has not been called for it.
Result<std::optional<RunRow>> find_run(Database& database,
                                       std::int64_t job,
                                       TrialId trial,
                                       std::uint32_t attempt);
Result<void> insert_run(Database& database, std::int64_t job, const RunRecord& run);

// Adds the points of `seen` to `run`, with the summaries of their series and the offset in the log.
Result<PointRange> append_points(Database& database, const RunRow& run, const MetricsSeen& seen);

// The points `range` of a run; kInternal when they are not all there.
Result<std::vector<MetricPoint>> read_points(Database& database,
                                             std::int64_t run,
                                             PointRange range);

// All points of a run that are of this metric; kInternal as above.
Result<std::vector<MetricPoint>> read_points_of(Database& database,
                                                std::int64_t run,
                                                const std::string& metric);

Result<std::vector<MetricSummary>> read_summaries(Database& database, std::int64_t run);  // by name

}  // namespace tuner
