#include "tuner/store/record_table.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "tuner/store/record_json.h"
#include "tuner/store/record_query.h"
#include "tuner/store/time_column.h"
#include "tuner/store/tracking_rules.h"

namespace tuner {
namespace {

std::optional<std::string> resource_of(const TrackingRecord& record) {
  if (!record.source) return std::nullopt;
  return record.source->resource;
}

// The columns of record_query.h.
Result<TrackingRecord> read_row(const Database& database, const Query& row, RecordKind kind) {
  TrackingRecord record{.kind = kind, .name = row.text(0)};
  record.created_at = time_point(row.integer(1));
  if (!row.is_null(2)) record.source = RecordSource{.resource = row.text(2), .type = {}};
  record.experiment = row.text(3);
  if (const auto read = read_body(row.text(4), record); !read) {
    return database.damaged(std::string(name_of(kind)) + " " + record.name + ": " +
                            read.error().message);
  }
  return record;
}

// Whether a query that gives at most one row gives one.
Result<bool> has_row(Database& database, std::string_view sql, std::int64_t id) {
  TUNER_ASSIGN_OR_RETURN(Query query, database.query(sql, id));
  return query.next();
}

Result<bool> in_use(Database& database, RecordKind kind, std::int64_t id) {
  switch (kind) {
    case RecordKind::kExperiment:
      return has_row(database, "SELECT 1 FROM tracking_records WHERE parent = ? LIMIT 1", id);
    case RecordKind::kTrialGroup:
      return has_row(database, "SELECT 1 FROM group_components WHERE trial_group = ? LIMIT 1", id);
    case RecordKind::kTrialComponent:
      break;
  }
  return has_row(database, "SELECT 1 FROM group_components WHERE component = ? LIMIT 1", id);
}

}  // namespace

Result<std::int64_t> find_record(Database& database, RecordKind kind, const std::string& name) {
  TUNER_ASSIGN_OR_RETURN(
      Query query,
      database.query("SELECT id FROM tracking_records WHERE kind = ? AND key = ?",
                     name_of(kind),
                     record_key(name)));
  TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
  if (!row) return no_such_record(kind, name);
  return query.integer(0);
}

Result<TrackingRecord> read_record(Database& database, RecordKind kind, const std::string& name) {
  TUNER_ASSIGN_OR_RETURN(Query query,
                         database.query(one_record_sql(), name_of(kind), record_key(name)));
  TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
  if (!row) return no_such_record(kind, name);
  return read_row(database, query, kind);
}

Result<std::vector<TrackingRecord>> read_records(Database& database, const RecordQuery& query) {
  using Limit = std::numeric_limits<std::int64_t>;
  const std::int64_t after_all = milliseconds_of(query.created_after).value_or(Limit::min());
  const std::int64_t before_all = milliseconds_of(query.created_before).value_or(Limit::max());
  std::optional<std::string> after;
  if (query.after) after = record_key(query.after->name);
  TUNER_ASSIGN_OR_RETURN(Query rows,
                         database.query(records_sql(query),
                                        name_of(query.kind),
                                        after_all,
                                        before_all,
                                        query.after ? milliseconds_of(query.after->created_at)
                                        : query.descending ? before_all
                                                           : after_all,
                                        after,
                                        related_name(query),
                                        record_key(query.component),
                                        std::min<std::uint64_t>(query.at_most, Limit::max())));
  std::vector<TrackingRecord> records;
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const bool row, rows.next());
    if (!row) return records;
    TUNER_ASSIGN_OR_RETURN(TrackingRecord record, read_row(database, rows, query.kind));
    records.push_back(std::move(record));
  }
}

Result<void> insert_record(Database& database, const TrackingRecord& record) {
  if (find_record(database, record.kind, record.name)) {
    return record_exists(record.kind, record.name);
  }
  std::optional<std::int64_t> parent;
  if (record.kind == RecordKind::kTrialGroup) {
    TUNER_ASSIGN_OR_RETURN(parent,
                           find_record(database, RecordKind::kExperiment, record.experiment));
  }
  return database.execute(
      "INSERT INTO tracking_records (kind, key, name, parent, source, created, body) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      name_of(record.kind),
      record_key(record.name),
      record.name,
      parent,
      resource_of(record),
      milliseconds_of(record.created_at),
      body_of(record));
}

Result<void> update_record(Database& database, const TrackingRecord& record) {
  return database.execute(
      "UPDATE tracking_records SET source = ?, body = ? WHERE kind = ? AND key = ?",
      resource_of(record),
      body_of(record),
      name_of(record.kind),
      record_key(record.name));
}

Result<void> delete_record(Database& database, RecordKind kind, const std::string& name) {
  TUNER_ASSIGN_OR_RETURN(const std::int64_t id, find_record(database, kind, name));
  TUNER_ASSIGN_OR_RETURN(const bool used, in_use(database, kind, id));
  if (used) return record_in_use(kind, name);
  return database.execute("DELETE FROM tracking_records WHERE id = ?", id);
}

Result<Association> find_association(Database& database,
                                     const std::string& group,
                                     const std::string& component) {
  Association association;
  TUNER_ASSIGN_OR_RETURN(association.group, find_record(database, RecordKind::kTrialGroup, group));
  TUNER_ASSIGN_OR_RETURN(association.component,
                         find_record(database, RecordKind::kTrialComponent, component));
  return association;
}

Result<void> insert_association(Database& database, const Association& association) {
  return database.execute("INSERT OR IGNORE INTO group_components VALUES (?, ?)",
                          association.group,
                          association.component);
}

Result<bool> delete_association(Database& database, const Association& association) {
  TUNER_ASSIGN_OR_RETURN(
      Query query,
      database.query("DELETE FROM group_components WHERE trial_group = ? AND component = ? "
                     "RETURNING 1",
                     association.group,
                     association.component));
  TUNER_ASSIGN_OR_RETURN(const bool was_there, query.next());
  TUNER_RETURN_IF_ERROR(query.next());
  return was_there;
}

}  // namespace tuner
