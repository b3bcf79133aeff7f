#include "tuner/store/client_metric_table.h"

#include <limits>
#include <optional>
#include <utility>

#include "tuner/store/time_column.h"
#include "tuner/store/tracking_rules.h"

namespace tuner {
namespace {

constexpr std::int64_t kNoStep = std::numeric_limits<std::int64_t>::min();  // a key holds no NULL

std::int64_t step_column(const std::optional<std::int64_t>& step) { return step.value_or(kNoStep); }

std::optional<std::int64_t> step_from(std::int64_t column) {
  if (column == kNoStep) return std::nullopt;
  return column;
}

struct Metric {
  std::int64_t id = 0;
  ClientStatistics statistics;
};

// Columns from `first`: metric, count, min, max, mean, squares, last, last_at, last_step.
ClientStatistics read_columns(const Query& row, int first) {
  return {.metric = row.text(first),
          .values = {.count = static_cast<std::uint64_t>(row.integer(first + 1)),
                     .mean = row.real(first + 4),
                     .squares = row.real(first + 5)},
          .min = row.real(first + 2),
          .max = row.real(first + 3),
          .last = row.real(first + 6),
          .last_at = time_point(row.integer(first + 7)),
          .last_step = step_from(row.integer(first + 8))};
}

Result<Metric> find_or_insert_metric(Database& database,
                                     std::int64_t component,
                                     const std::string& metric) {
  {
    TUNER_ASSIGN_OR_RETURN(
        Query query,
        database.query(
            "SELECT id, metric, count, min, max, mean, squares, last, last_at, last_step "
            "FROM client_metrics WHERE component = ? AND metric = ?",
            component,
            metric));
    TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
    if (row) return Metric{query.integer(0), read_columns(query, 1)};
  }
  TUNER_RETURN_IF_ERROR(database.execute(
      "INSERT INTO client_metrics (component, metric) VALUES (?, ?)", component, metric));
  return Metric{database.last_row_id(), {.metric = metric}};
}

Result<void> update_metric(Database& database, const Metric& metric) {
  const ClientStatistics& statistics = metric.statistics;
  return database.execute(
      "UPDATE client_metrics SET count = ?, min = ?, max = ?, mean = ?, squares = ?, last = ?, "
      "last_at = ?, last_step = ? WHERE id = ?",
      statistics.values.count,
      statistics.min,
      statistics.max,
      statistics.values.mean,
      statistics.values.squares,
      statistics.last,
      milliseconds_of(statistics.last_at),
      step_column(statistics.last_step),
      metric.id);
}

// The value that is known for the metric, moment and step of `point`.
Result<std::optional<double>> find_value(Database& database,
                                         std::int64_t metric,
                                         const ClientPoint& point) {
  TUNER_ASSIGN_OR_RETURN(
      Query query,
      database.query("SELECT value FROM client_points WHERE metric = ? AND at = ? AND step = ?",
                     metric,
                     milliseconds_of(point.at),
                     step_column(point.step)));
  TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
  if (!row) return std::nullopt;
  return query.real(0);
}

// Whether `point` agrees with what is known.
Result<bool> insert_point(Database& database, std::int64_t component, const ClientPoint& point) {
  TUNER_ASSIGN_OR_RETURN(Metric metric, find_or_insert_metric(database, component, point.metric));
  TUNER_ASSIGN_OR_RETURN(const auto known, find_value(database, metric.id, point));
  if (known) return *known == point.value;
  TUNER_RETURN_IF_ERROR(database.execute("INSERT INTO client_points VALUES (?, ?, ?, ?)",
                                         metric.id,
                                         milliseconds_of(point.at),
                                         step_column(point.step),
                                         point.value));
  add_point(metric.statistics, point);
  TUNER_RETURN_IF_ERROR(update_metric(database, metric));
  return true;
}

}  // namespace

Result<std::vector<std::size_t>> insert_points(Database& database,
                                               std::int64_t component,
                                               std::span<const ClientPoint> points) {
  std::vector<std::size_t> contradictions;
  for (std::size_t i = 0; i < points.size(); ++i) {
    TUNER_ASSIGN_OR_RETURN(const bool agrees, insert_point(database, component, points[i]));
    if (!agrees) contradictions.push_back(i);
  }
  return contradictions;
}

Result<std::vector<ClientPoint>> read_client_points(Database& database,
                                                    std::int64_t component,
                                                    const std::string& metric) {
  TUNER_ASSIGN_OR_RETURN(
      Query query,
      database.query("SELECT at, step, value FROM client_points WHERE metric = "
                     "(SELECT id FROM client_metrics WHERE component = ? AND metric = ?) "
                     "ORDER BY at, step",
                     component,
                     metric));
  std::vector<ClientPoint> points;
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
    if (!row) return points;
    points.push_back({.metric = metric,
                      .step = step_from(query.integer(1)),
                      .at = time_point(query.integer(0)),
                      .value = query.real(2)});
  }
}

Result<std::vector<ClientStatistics>> read_statistics(Database& database, std::int64_t component) {
  TUNER_ASSIGN_OR_RETURN(
      Query query,
      database.query("SELECT metric, count, min, max, mean, squares, last, last_at, last_step "
                     "FROM client_metrics WHERE component = ? ORDER BY metric",
                     component));
  std::vector<ClientStatistics> all;
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
    if (!row) return all;
    all.push_back(read_columns(query, 0));
  }
}

}  // namespace tuner
