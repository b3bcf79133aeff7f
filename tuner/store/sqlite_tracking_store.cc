#include "tuner/store/sqlite_tracking_store.h"

#include "tuner/store/client_metric_table.h"
#include "tuner/store/record_table.h"
#include "tuner/store/schema.h"
#include "tuner/store/tag_table.h"
#include "tuner/store/tracking_rules.h"

namespace tuner {
namespace {

using Lock = std::lock_guard<std::mutex>;
using Durability = Database::Durability;

}  // namespace

Result<std::unique_ptr<SqliteTrackingStore>> SqliteTrackingStore::open(
    const std::filesystem::path& path) {
  TUNER_ASSIGN_OR_RETURN(Database database, Database::open(path, Database::Access::kReadWrite));
  TUNER_RETURN_IF_ERROR(migrate(database));
  return std::unique_ptr<SqliteTrackingStore>(new SqliteTrackingStore(std::move(database)));
}

// ---- reading: each answer is of one moment ------------------------------------------------------

Result<TrackingRecord> SqliteTrackingStore::record(RecordKind kind, const std::string& name) const {
  const Lock lock(mutex_);
  return read_record(database_, kind, name);
}

Result<std::vector<TrackingRecord>> SqliteTrackingStore::records(const RecordQuery& query) const {
  const Lock lock(mutex_);
  return read_records(database_, query);
}

Result<Tags> SqliteTrackingStore::tags(const std::string& resource) const {
  const Lock lock(mutex_);
  return read_tags(database_, resource);
}

Result<std::vector<ClientPoint>> SqliteTrackingStore::points(const std::string& component,
                                                             const std::string& metric) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::read(database_));
  TUNER_ASSIGN_OR_RETURN(const std::int64_t id,
                         find_record(database_, RecordKind::kTrialComponent, component));
  return read_client_points(database_, id, metric);
}

Result<std::vector<ClientStatistics>> SqliteTrackingStore::statistics(
    const std::string& component) const {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(const Transaction snapshot, Transaction::read(database_));
  TUNER_ASSIGN_OR_RETURN(const std::int64_t id,
                         find_record(database_, RecordKind::kTrialComponent, component));
  return read_statistics(database_, id);
}

// ---- writing ------------------------------------------------------------------------------------

Result<void> SqliteTrackingStore::create(const TrackingRecord& record, const Tags& tags) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Transaction transaction,
                         Transaction::write(database_, Durability::kPower));
  TUNER_RETURN_IF_ERROR(insert_record(database_, record));
  TUNER_RETURN_IF_ERROR(write_tags(database_, tags_of(record.kind, record.name), tags));
  return transaction.commit();
}

Result<void> SqliteTrackingStore::update(RecordKind kind,
                                         const std::string& name,
                                         const Change& change) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Transaction transaction,
                         Transaction::write(database_, Durability::kPower));
  TUNER_ASSIGN_OR_RETURN(const TrackingRecord before, read_record(database_, kind, name));
  TUNER_ASSIGN_OR_RETURN(const TrackingRecord after, changed_record(before, change));
  TUNER_RETURN_IF_ERROR(update_record(database_, after));
  return transaction.commit();
}

Result<void> SqliteTrackingStore::remove(RecordKind kind, const std::string& name) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Transaction transaction,
                         Transaction::write(database_, Durability::kPower));
  TUNER_RETURN_IF_ERROR(delete_record(database_, kind, name));
  TUNER_RETURN_IF_ERROR(delete_all_tags(database_, tags_of(kind, name)));
  return transaction.commit();
}

Result<void> SqliteTrackingStore::associate(const std::string& group,
                                            const std::string& component) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Transaction transaction,
                         Transaction::write(database_, Durability::kPower));
  TUNER_ASSIGN_OR_RETURN(const auto association, find_association(database_, group, component));
  TUNER_RETURN_IF_ERROR(insert_association(database_, association));
  return transaction.commit();
}

Result<void> SqliteTrackingStore::disassociate(const std::string& group,
                                               const std::string& component) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Transaction transaction,
                         Transaction::write(database_, Durability::kPower));
  TUNER_ASSIGN_OR_RETURN(const auto association, find_association(database_, group, component));
  TUNER_ASSIGN_OR_RETURN(const bool was_there, delete_association(database_, association));
  if (!was_there) return not_in_group(group, component);
  return transaction.commit();
}

Result<Tags> SqliteTrackingStore::put_tags(const std::string& resource,
                                           const Tags& tags,
                                           std::size_t at_most) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Transaction transaction,
                         Transaction::write(database_, Durability::kPower));
  TUNER_RETURN_IF_ERROR(write_tags(database_, resource, tags));
  TUNER_ASSIGN_OR_RETURN(const Tags all, read_tags(database_, resource));
  if (all.size() > at_most) return too_many_tags(resource, at_most);
  TUNER_RETURN_IF_ERROR(transaction.commit());
  return all;
}

Result<void> SqliteTrackingStore::delete_tags(const std::string& resource,
                                              std::span<const std::string> keys) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Transaction transaction,
                         Transaction::write(database_, Durability::kPower));
  TUNER_RETURN_IF_ERROR(tuner::delete_tags(database_, resource, keys));
  return transaction.commit();
}

Result<std::vector<std::size_t>> SqliteTrackingStore::put_points(
    const std::string& component, std::span<const ClientPoint> points) {
  const Lock lock(mutex_);
  TUNER_ASSIGN_OR_RETURN(Transaction transaction,
                         Transaction::write(database_, Durability::kProcess));
  TUNER_ASSIGN_OR_RETURN(const std::int64_t id,
                         find_record(database_, RecordKind::kTrialComponent, component));
  TUNER_RETURN_IF_ERROR(check_points(points));
  TUNER_ASSIGN_OR_RETURN(auto contradictions, insert_points(database_, id, points));
  TUNER_RETURN_IF_ERROR(transaction.commit());
  return contradictions;
}

}  // namespace tuner
