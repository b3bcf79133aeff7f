#include "tuner/store/metric_table.h"

#include <algorithm>
#include <string>
#include <utility>

#include "tuner/store/step_rules.h"
#include "tuner/store/trial_table.h"

namespace tuner {
namespace {

struct Series {
  std::int64_t id = 0;
  MetricSummary summary;
};

#define TUNER_SUMMARY_COLUMNS "name, count, last, min, max, finite, mean, squares, last_seen"

MetricSummary read_summary(const Query& row, int first) {
  return {.name = row.text(first),
          .count = static_cast<std::uint64_t>(row.integer(first + 1)),
          .last = row.real(first + 2),
          .min = row.real(first + 3),
          .max = row.real(first + 4),
          .finite = {.count = static_cast<std::uint64_t>(row.integer(first + 5)),
                     .mean = row.real(first + 6),
                     .squares = row.real(first + 7)},
          .last_seen_at = time_point(row.integer(first + 8))};
}

Result<std::optional<Series>> find_series(Database& database,
                                          std::int64_t run,
                                          const std::string& name) {
  TUNER_ASSIGN_OR_RETURN(Query query,
                         database.query("SELECT id, " TUNER_SUMMARY_COLUMNS
                                        " FROM metric_series WHERE run = ? AND name = ?",
                                        run,
                                        name));
  TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
  if (!row) return std::nullopt;
  return Series{query.integer(0), read_summary(query, 1)};
}

Result<Series> find_or_insert_series(Database& database,
                                     std::int64_t run,
                                     const std::string& name) {
  TUNER_ASSIGN_OR_RETURN(const std::optional<Series> known, find_series(database, run, name));
  if (known) return *known;
  TUNER_RETURN_IF_ERROR(
      database.execute("INSERT INTO metric_series (run, name, count) VALUES (?, ?, 0)", run, name));
  return Series{database.last_row_id(), empty_summary(name)};
}

// Rows of name, value, step and time.
Result<std::vector<MetricPoint>> point_rows(Result<Query> query) {
  if (!query) return fail(query.error());
  std::vector<MetricPoint> points;
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const bool row, query->next());
    if (!row) return points;
    points.push_back({.name = query->text(0),
                      .value = query->real(1),
                      .step = query->integer(2),
                      .seen_at = time_point(query->integer(3))});
  }
}

Result<void> update_series(Database& database, const Series& series) {
  const MetricSummary& summary = series.summary;
  return database.execute(
      "UPDATE metric_series SET count = ?, last = ?, min = ?, max = ?, finite = ?, mean = ?, "
      "squares = ?, last_seen = ? WHERE id = ?",
      summary.count,
      summary.last,
      summary.min,
      summary.max,
      summary.finite.count,
      summary.finite.mean,
      summary.finite.squares,
      milliseconds_of(summary.last_seen_at),
      series.id);
}

Result<std::vector<RunRecord>> read_run_rows(Database& database, Result<Query> query) {
  if (!query) return fail(query.error());
  std::vector<RunRecord> runs;
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const bool row, query->next());
    if (!row) return runs;
    const std::int64_t trial = query->integer(0), attempt = query->integer(1);
    if (!std::in_range<std::uint32_t>(trial) || !std::in_range<std::uint32_t>(attempt)) {
      return database.damaged("a run of trial " + std::to_string(trial));
    }
    runs.push_back({.trial = TrialId{static_cast<std::uint32_t>(trial)},
                    .attempt = static_cast<std::uint32_t>(attempt),
                    .handle = {query->text(2), query->text(3)},
                    .log_offset = static_cast<std::uint64_t>(query->integer(4))});
  }
}

}  // namespace

Result<std::vector<RunRecord>> read_runs(Database& database, std::int64_t job) {
  constexpr const char* kAll =
      "SELECT trial, attempt, backend, handle, log_offset FROM runs WHERE job = ? "
      "ORDER BY trial, attempt";
  return read_run_rows(database, database.query(kAll, job));
}

Result<std::vector<RunRecord>> read_runs_of(Database& database, std::int64_t job, TrialId trial) {
  constexpr const char* kOfTrial =
      "SELECT trial, attempt, backend, handle, log_offset FROM runs WHERE job = ? AND trial = ? "
      "ORDER BY attempt";
  return read_run_rows(database, database.query(kOfTrial, job, trial.number));
}

Result<std::optional<RunRow>> find_run(Database& database,
                                       std::int64_t job,
                                       TrialId trial,
                                       std::uint32_t attempt) {
  TUNER_ASSIGN_OR_RETURN(Query query,
                         database.query("SELECT id, points, backend, handle FROM runs WHERE job = "
                                        "? AND trial = ? AND attempt = ?",
                                        job,
                                        trial.number,
                                        attempt));
  TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
  if (!row) return std::nullopt;
  return RunRow{.id = query.integer(0),
                .points = static_cast<std::uint64_t>(query.integer(1)),
                .handle = {query.text(2), query.text(3)}};
}

Result<void> insert_run(Database& database, std::int64_t job, const RunRecord& run) {
  return database.execute(
      "INSERT INTO runs (job, trial, attempt, backend, handle, log_offset) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      job,
      run.trial.number,
      run.attempt,
      run.handle.backend,
      run.handle.id,
      run.log_offset);
}

Result<PointRange> append_points(Database& database, const RunRow& run, const MetricsSeen& seen) {
  std::vector<Series> series;  // those of this event: few
  std::uint64_t seq = run.points;
  for (const MetricPoint& point : seen.points) {
    auto found = std::ranges::find(
        series, point.name, [](const Series& each) -> auto& { return each.summary.name; });
    if (found == series.end()) {
      TUNER_ASSIGN_OR_RETURN(Series opened, find_or_insert_series(database, run.id, point.name));
      found = series.insert(series.end(), std::move(opened));
    }
    add_point(found->summary, point);
    TUNER_RETURN_IF_ERROR(database.execute("INSERT INTO metric_points VALUES (?, ?, ?, ?, ?, ?)",
                                           run.id,
                                           seq++,
                                           found->id,
                                           point.value,
                                           point.step,
                                           milliseconds_of(point.seen_at)));
  }
  for (const Series& each : series) TUNER_RETURN_IF_ERROR(update_series(database, each));
  TUNER_RETURN_IF_ERROR(database.execute(
      "UPDATE runs SET points = ?, log_offset = ? WHERE id = ?", seq, seen.log_offset, run.id));
  return PointRange{run.points, seen.points.size()};
}

Result<std::vector<MetricPoint>> read_points(Database& database,
                                             std::int64_t run,
                                             PointRange range) {
  TUNER_ASSIGN_OR_RETURN(
      std::vector<MetricPoint> points,
      point_rows(database.query("SELECT name, value, step, seen FROM metric_points "
                                "JOIN metric_series ON metric_series.id = series "
                                "WHERE metric_points.run = ? AND seq >= ? ORDER BY seq LIMIT ?",
                                run,
                                range.first,
                                range.count)));
  if (points.size() == range.count) return points;
  return database.damaged("metric points from " + std::to_string(range.first) + " of run " +
                          std::to_string(run) + " are missing");
}

Result<std::vector<MetricPoint>> read_points_of(Database& database,
                                                std::int64_t run,
                                                const std::string& metric) {
  TUNER_ASSIGN_OR_RETURN(const std::optional<Series> series, find_series(database, run, metric));
  if (!series) return {};
  TUNER_ASSIGN_OR_RETURN(std::vector<MetricPoint> points,
                         point_rows(database.query("SELECT ?, value, step, seen FROM metric_points "
                                                   "WHERE run = ? AND series = ? ORDER BY seq",
                                                   metric,
                                                   run,
                                                   series->id)));
  if (points.size() == series->summary.count) return points;
  return database.damaged("metric points of " + metric + " of run " + std::to_string(run) +
                          " are missing");
}

Result<std::vector<MetricSummary>> read_summaries(Database& database, std::int64_t run) {
  TUNER_ASSIGN_OR_RETURN(
      Query query,
      database.query(
          "SELECT " TUNER_SUMMARY_COLUMNS " FROM metric_series WHERE run = ? ORDER BY name", run));
  std::vector<MetricSummary> summaries;
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
    if (!row) return summaries;
    summaries.push_back(read_summary(query, 0));
  }
}

}  // namespace tuner
