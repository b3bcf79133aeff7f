#include "tuner/store/step_table.h"

#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <utility>

#include "tuner/base/ids.h"
#include "tuner/store/metric_table.h"
#include "tuner/store/trial_table.h"

namespace tuner {
namespace {

// stable_hash of everything that was added, each piece seeding the next.
class Checksum {
 public:
  void add(std::string_view text) { value_ = stable_hash(text, value_); }
  void add(std::int64_t number) {
    const auto bytes = std::bit_cast<std::array<char, sizeof number>>(number);
    add(std::string_view(bytes.data(), bytes.size()));
  }
  void add(double number) {  // the database knows one NaN only
    add(std::isnan(number) ? std::int64_t{-1} : std::bit_cast<std::int64_t>(number));
  }
  void add(std::span<const MetricPoint> points) {
    for (const MetricPoint& point : points) {
      add(point.name);
      add(point.value);
      add(point.step);
      add(milliseconds_of(point.seen_at));
    }
  }
  std::int64_t value() const { return std::bit_cast<std::int64_t>(value_); }

 private:
  std::uint64_t value_ = 0;
};

std::int64_t checksum_of(const StepRecord& step,
                         std::string_view events,
                         std::string_view actions) {
  Checksum sum;
  sum.add(std::bit_cast<std::int64_t>(step.number));
  sum.add(std::int64_t{step.now.count()});
  sum.add(milliseconds_of(step.wall));
  sum.add(events);
  sum.add(actions);
  for (const Event& event : step.events) {
    if (const auto* seen = std::get_if<MetricsSeen>(&event)) sum.add(seen->points);
  }
  return sum.value();
}

// Puts the points back into the events of one step. Runs are looked up once a job.
class PointReader {
 public:
  PointReader(Database& database, std::int64_t job) : database_(database), job_(job) {}

  Result<Event> restore(LoggedEvent logged) {
    auto* seen = std::get_if<MetricsSeen>(&logged.event);
    if (seen == nullptr || logged.points.count == 0) return std::move(logged.event);
    TUNER_ASSIGN_OR_RETURN(const std::int64_t run, run_of(*seen));
    TUNER_ASSIGN_OR_RETURN(seen->points, read_points(database_, run, logged.points));
    return std::move(logged.event);
  }

 private:
  Result<std::int64_t> run_of(const MetricsSeen& seen) {
    const auto known = runs_.find({seen.trial, seen.attempt});
    if (known != runs_.end()) return known->second;
    TUNER_ASSIGN_OR_RETURN(const auto run, find_run(database_, job_, seen.trial, seen.attempt));
    if (!run) return database_.damaged("a run of trial " + std::to_string(seen.trial.number));
    runs_.emplace(std::pair(seen.trial, seen.attempt), run->id);
    return run->id;
  }

  Database& database_;
  std::int64_t job_;
  std::map<std::pair<TrialId, std::uint32_t>, std::int64_t> runs_;
};

Result<StepRecord> read_row(Database& database, const Query& row, PointReader& points) {
  const std::string place = "step " + std::to_string(row.integer(0)) + ": ";
  const std::string events_text = row.text(3), actions_text = row.text(4);
  Result<std::vector<LoggedEvent>> events = events_from_text(events_text);
  if (!events) return database.damaged(place + "events: " + events.error().message);
  Result<std::vector<Action>> actions = actions_from_text(actions_text);
  if (!actions) return database.damaged(place + "actions: " + actions.error().message);
  StepRecord step{.number = static_cast<std::uint64_t>(row.integer(0)),
                  .now = JobTime(row.integer(1)),
                  .wall = time_point(row.integer(2)),
                  .events = {},
                  .actions = *std::move(actions)};
  for (LoggedEvent& logged : *events) {
    TUNER_ASSIGN_OR_RETURN(Event event, points.restore(std::move(logged)));
    step.events.push_back(std::move(event));
  }
  if (checksum_of(step, events_text, actions_text) != row.integer(5)) {
    return database.damaged(place + "its checksum differs");
  }
  return step;
}

}  // namespace

Result<void> insert_step(Database& database,
                         std::int64_t job,
                         const StepRecord& step,
                         std::span<const PointRange> ranges) {
  const std::string events = events_to_text(step.events, ranges);
  const std::string actions = actions_to_text(step.actions);
  return database.execute("INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?)",
                          job,
                          step.number,
                          step.now.count(),
                          milliseconds_of(step.wall),
                          events,
                          actions,
                          checksum_of(step, events, actions));
}

Result<std::vector<StepRecord>> read_steps(Database& database,
                                           std::int64_t job,
                                           std::uint64_t after,
                                           std::size_t at_most) {
  TUNER_ASSIGN_OR_RETURN(
      Query query,
      database.query("SELECT number, now_ms, wall_ms, events, actions, checksum FROM steps "
                     "WHERE job = ? AND number > ? ORDER BY number LIMIT ?",
                     job,
                     after,
                     at_most));
  PointReader points(database, job);
  std::vector<StepRecord> steps;
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
    if (!row) return steps;
    TUNER_ASSIGN_OR_RETURN(StepRecord step, read_row(database, query, points));
    const std::uint64_t expected = after + steps.size() + 1;
    if (step.number != expected) {
      return database.damaged("step " + std::to_string(expected) + " is missing");
    }
    steps.push_back(std::move(step));
  }
}

}  // namespace tuner
