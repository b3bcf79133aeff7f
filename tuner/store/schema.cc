#include "tuner/store/schema.h"

#include <array>
#include <string>

namespace tuner {
namespace {

constexpr const char* kVersion1 = R"sql(
CREATE TABLE jobs (
  id        INTEGER PRIMARY KEY,
  name      TEXT    NOT NULL UNIQUE,
  spec      TEXT    NOT NULL,
  identity  INTEGER NOT NULL,
  checksum  INTEGER NOT NULL,
  status    TEXT    NOT NULL,
  reason    TEXT    NOT NULL,
  created   INTEGER NOT NULL,
  ended     INTEGER,
  job_time  INTEGER NOT NULL,
  steps     INTEGER NOT NULL
) STRICT;

CREATE TABLE steps (
  job       INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
  number    INTEGER NOT NULL,
  now_ms    INTEGER NOT NULL,
  wall_ms   INTEGER NOT NULL,
  events    TEXT    NOT NULL,
  actions   TEXT    NOT NULL,
  checksum  INTEGER NOT NULL,
  PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE trials (
  job           INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
  number        INTEGER NOT NULL,
  name          TEXT    NOT NULL,
  status        TEXT    NOT NULL,
  failure       TEXT    NOT NULL,
  reason        TEXT    NOT NULL,
  configuration TEXT    NOT NULL,
  budget        INTEGER,
  resume_from   INTEGER,
  attempts      INTEGER NOT NULL,
  objectives    TEXT    NOT NULL,
  created       INTEGER NOT NULL,
  started       INTEGER,
  ended         INTEGER,
  ran_for       INTEGER NOT NULL,
  exit_code     INTEGER,
  PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id         INTEGER PRIMARY KEY,
  job        INTEGER NOT NULL,
  trial      INTEGER NOT NULL,
  attempt    INTEGER NOT NULL,
  backend    TEXT    NOT NULL,
  handle     TEXT    NOT NULL,
  log_offset INTEGER NOT NULL,
  points     INTEGER NOT NULL DEFAULT 0,
  UNIQUE (job, trial, attempt),
  FOREIGN KEY (job, trial) REFERENCES trials ON DELETE CASCADE
) STRICT;

CREATE TABLE metric_series (
  id     INTEGER PRIMARY KEY,
  run    INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  name   TEXT    NOT NULL,
  count  INTEGER NOT NULL,
  last   ANY,
  min    ANY,
  max    ANY,
  UNIQUE (run, name)
) STRICT;

CREATE TABLE metric_points (
  run    INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  seq    INTEGER NOT NULL,
  series INTEGER NOT NULL,
  value  ANY,
  step   INTEGER NOT NULL,
  seen   INTEGER NOT NULL,
  PRIMARY KEY (run, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE commands (
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  job  INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
  mode TEXT    NOT NULL
) STRICT;
)sql";

constexpr const char* kVersion2 = R"sql(
ALTER TABLE trials ADD COLUMN constraints TEXT NOT NULL DEFAULT '[]';
)sql";

// NULL: the job began with nothing.
constexpr const char* kVersion3 = "ALTER TABLE jobs ADD COLUMN prior TEXT;";

// What a job was made of after it had been created: number 1, 2, … without gaps.
constexpr const char* kVersion4 = R"sql(
CREATE TABLE extensions (
  job       INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
  number    INTEGER NOT NULL,
  spec      TEXT    NOT NULL,
  checksum  INTEGER NOT NULL,
  PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;
)sql";

// NULL: the job was not submitted to a server.
constexpr const char* kVersion5 = R"sql(
ALTER TABLE jobs ADD COLUMN user TEXT;
ALTER TABLE jobs ADD COLUMN priority INTEGER;
ALTER TABLE jobs ADD COLUMN request TEXT;
)sql";

// What the trials of a job come to (trial_totals.h), of the jobs so far by the rules of best.h: with a finite number for every
// objective and constraint, inside the bounds, the lowest loss first. The last extension of a job has its objectives, too.
constexpr const char* kVersion6 = R"sql(
CREATE TABLE totals (
  job           INTEGER PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
  pending       INTEGER NOT NULL,
  running       INTEGER NOT NULL,
  succeeded     INTEGER NOT NULL,
  failed        INTEGER NOT NULL,
  stopped_early INTEGER NOT NULL,
  cancelled     INTEGER NOT NULL,
  training_time INTEGER NOT NULL,
  best          INTEGER,
  last_step     INTEGER
) STRICT;

CREATE TABLE failure_totals (
  job   INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
  class TEXT    NOT NULL,
  count INTEGER NOT NULL,
  first INTEGER NOT NULL,
  PRIMARY KEY (job, class)
) STRICT, WITHOUT ROWID;

INSERT INTO totals SELECT j.id,
    ifnull(sum(t.status = 'pending'), 0), ifnull(sum(t.status = 'running'), 0),
    ifnull(sum(t.status = 'succeeded'), 0), ifnull(sum(t.status = 'failed'), 0),
    ifnull(sum(t.status = 'stopped early'), 0), ifnull(sum(t.status = 'cancelled'), 0),
    ifnull(sum(t.ran_for), 0), NULL,
    (SELECT wall_ms FROM steps WHERE job = j.id ORDER BY number DESC LIMIT 1)
  FROM jobs j LEFT JOIN trials t ON t.job = j.id GROUP BY j.id;

UPDATE totals SET best = (
  SELECT t.number FROM trials t JOIN jobs j ON j.id = t.job
  WHERE t.job = totals.job AND t.status IN ('succeeded', 'stopped early')
    AND json_array_length(t.objectives) > 0
    AND NOT EXISTS (SELECT 1 FROM json_each(t.objectives) WHERE type NOT IN ('real', 'integer'))
    AND NOT EXISTS (
      SELECT 1 FROM json_each(j.spec, '$.constraints') c
        LEFT JOIN json_each(t.constraints) v ON v.key = c.key
      WHERE ifnull(v.type, 'null') NOT IN ('real', 'integer')
        OR v.value < json_extract(c.value, '$.min') OR v.value > json_extract(c.value, '$.max'))
  ORDER BY json_extract(t.objectives, '$[0]') *
           iif(json_extract(j.spec, '$.objectives[0].goal') = 'maximize', -1, 1), t.number
  LIMIT 1);

INSERT INTO failure_totals SELECT job, failure, count(*), min(number) FROM trials
  WHERE status = 'failed' GROUP BY job, failure;
)sql";

// Which definition of its job a trial is of; 0 where the job has none.
constexpr const char* kVersion7 =
    "ALTER TABLE trials ADD COLUMN definition INTEGER NOT NULL DEFAULT 0;";

// The marks of places that are not trusted, as the actions that made them; NULL: none.
constexpr const char* kVersion8 = "ALTER TABLE jobs ADD COLUMN places TEXT;";

// The tracking view of clients.
constexpr const char* kTrackingTables = R"sql(
CREATE TABLE tracking_records (
  id       INTEGER PRIMARY KEY,
  kind     TEXT    NOT NULL,
  key      TEXT    NOT NULL,
  name     TEXT    NOT NULL,
  parent   INTEGER REFERENCES tracking_records,
  source   TEXT,
  created  INTEGER NOT NULL,
  body     TEXT    NOT NULL,
  UNIQUE (kind, key)
) STRICT;
CREATE INDEX tracking_records_by_age ON tracking_records (kind, created, key);
CREATE INDEX tracking_records_by_parent ON tracking_records (parent) WHERE parent IS NOT NULL;
CREATE INDEX tracking_records_by_source ON tracking_records (source) WHERE source IS NOT NULL;

CREATE TABLE group_components (
  trial_group  INTEGER NOT NULL REFERENCES tracking_records,
  component    INTEGER NOT NULL REFERENCES tracking_records,
  PRIMARY KEY (trial_group, component)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_components_by_component ON group_components (component);

CREATE TABLE resource_tags (
  resource  TEXT NOT NULL,
  key       TEXT NOT NULL,
  value     TEXT NOT NULL,
  PRIMARY KEY (resource, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE client_metrics (
  id         INTEGER PRIMARY KEY,
  component  INTEGER NOT NULL REFERENCES tracking_records ON DELETE CASCADE,
  metric     TEXT    NOT NULL,
  count      INTEGER NOT NULL DEFAULT 0,
  min        ANY,
  max        ANY,
  mean       ANY,
  squares    ANY,
  last       ANY,
  last_at    INTEGER NOT NULL DEFAULT 0,
  last_step  INTEGER NOT NULL DEFAULT 0,
  UNIQUE (component, metric)
) STRICT;

CREATE TABLE client_points (
  metric  INTEGER NOT NULL REFERENCES client_metrics ON DELETE CASCADE,
  at      INTEGER NOT NULL,
  step    INTEGER NOT NULL,
  value   ANY,
  PRIMARY KEY (metric, at, step)
) STRICT, WITHOUT ROWID;
)sql";

// What lists of many jobs read, beside the long rows. A command's trial; NULL: the whole job.
constexpr const char* kVersion10 = R"sql(
ALTER TABLE jobs ADD COLUMN single_training INTEGER NOT NULL DEFAULT 0;
ALTER TABLE commands ADD COLUMN trial INTEGER;
CREATE INDEX job_heads ON jobs (name, status, created, ended, single_training);
)sql";

// Of the finite values of a series: how many, their mean, and the sum of their squared distances from it.
constexpr const char* kVersion11 = R"sql(
ALTER TABLE metric_series ADD COLUMN finite INTEGER NOT NULL DEFAULT 0;
ALTER TABLE metric_series ADD COLUMN mean ANY DEFAULT 0.0;
ALTER TABLE metric_series ADD COLUMN squares ANY DEFAULT 0.0;
UPDATE metric_series SET finite = known.n, mean = known.average
  FROM (SELECT series, count(*) AS n, avg(value) AS average FROM metric_points
        WHERE abs(value) < 9e999 GROUP BY series) AS known
  WHERE metric_series.id = known.series;
UPDATE metric_series SET squares = known.total
  FROM (SELECT series, sum((value - mean) * (value - mean)) AS total
        FROM metric_points JOIN metric_series ON metric_series.id = series
        WHERE abs(value) < 9e999 GROUP BY series) AS known
  WHERE metric_series.id = known.series;
)sql";

// When the last value of a series was seen.
constexpr const char* kVersion12 = R"sql(
ALTER TABLE metric_series ADD COLUMN last_seen INTEGER NOT NULL DEFAULT 0;
UPDATE metric_series SET last_seen = known.latest
  FROM (SELECT series, max(seen) AS latest FROM metric_points GROUP BY series) AS known
  WHERE metric_series.id = known.series;
)sql";

constexpr std::array kMigrations{kVersion1,
                                 kVersion2,
                                 kVersion3,
                                 kVersion4,
                                 kVersion5,
                                 kVersion6,
                                 kVersion7,
                                 kVersion8,
                                 kTrackingTables,
                                 kVersion10,
                                 kVersion11,
                                 kVersion12};

Result<std::int64_t> read_integer(Database& database, const char* sql) {
  TUNER_ASSIGN_OR_RETURN(Query query, database.query(sql));
  TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
  return row ? query.integer(0) : 0;
}

Result<std::int64_t> count_tables(Database& database) {
  return read_integer(database, "SELECT count(*) FROM sqlite_schema");
}

// The version of a database of ours, 0 of an empty one.
Result<std::int64_t> read_version(Database& database) {
  TUNER_ASSIGN_OR_RETURN(const auto tables, count_tables(database));
  if (tables == 0) return 0;
  TUNER_ASSIGN_OR_RETURN(const auto application, read_integer(database, "PRAGMA application_id"));
  if (application != kApplicationId) {
    return fail(ErrorCode::kFailedPrecondition,
                "this is a database of another program",
                database.path().string());
  }
  return read_integer(database, "PRAGMA user_version");
}

Result<void> check_not_newer(const Database& database, std::int64_t version, std::size_t known) {
  if (version >= 0 && version <= static_cast<std::int64_t>(known)) return {};
  return fail(ErrorCode::kFailedPrecondition,
              "the database was made by a newer version of tuner (schema " +
                  std::to_string(version) + ", known here up to " + std::to_string(known) +
                  "); use that version, or another home",
              database.path().string());
}

}  // namespace

std::span<const char* const> migrations() { return kMigrations; }

Result<void> migrate(Database& database, std::span<const char* const> steps) {
  TUNER_ASSIGN_OR_RETURN(const auto found, read_version(database));
  if (found == static_cast<std::int64_t>(steps.size())) return {};
  TUNER_ASSIGN_OR_RETURN(Transaction transaction,
                         Transaction::write(database, Database::Durability::kPower));
  TUNER_ASSIGN_OR_RETURN(const auto version, read_version(database));  // nobody else changes it now
  TUNER_RETURN_IF_ERROR(check_not_newer(database, version, steps.size()));
  for (const char* step : steps.subspan(static_cast<std::size_t>(version))) {
    TUNER_RETURN_IF_ERROR(database.execute_script(step));
  }
  TUNER_RETURN_IF_ERROR(
      database.execute_script("PRAGMA application_id = " + std::to_string(kApplicationId) +
                              "; PRAGMA user_version = " + std::to_string(steps.size())));
  return transaction.commit();
}

Result<void> check_version(Database& database) {
  TUNER_ASSIGN_OR_RETURN(const auto tables, count_tables(database));
  if (tables == 0)
    return fail(ErrorCode::kNotFound, "the database is empty", database.path().string());
  TUNER_ASSIGN_OR_RETURN(const auto version, read_version(database));
  TUNER_RETURN_IF_ERROR(check_not_newer(database, version, kMigrations.size()));
  if (version == static_cast<std::int64_t>(kMigrations.size())) return {};
  return fail(ErrorCode::kFailedPrecondition,
              "the database is of an earlier version (schema " + std::to_string(version) +
                  "); the next job that runs in this home brings it up to date",
              database.path().string());
}

}  // namespace tuner
