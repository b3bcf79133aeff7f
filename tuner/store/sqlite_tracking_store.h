// The tracking view in the database of a home, beside its jobs.
//
// Thread-safe by one lock. A change is on the disk (one fsync) before it counts, but for points of metrics, which survive the death
// of every process.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include "tuner/store/sqlite.h"
#include "tuner/tracking_store.h"

namespace tuner {

class SqliteTrackingStore final : public TrackingStore {
 public:
  // Creates the database, or brings it to the present version; errors as SqliteStore::open().
  static Result<std::unique_ptr<SqliteTrackingStore>> open(const std::filesystem::path& path);

  Result<TrackingRecord> record(RecordKind kind, const std::string& name) const override;
  Result<std::vector<TrackingRecord>> records(const RecordQuery& query) const override;
  Result<void> create(const TrackingRecord& record, const Tags& tags) override;
  Result<void> update(RecordKind kind, const std::string& name, const Change& change) override;
  Result<void> remove(RecordKind kind, const std::string& name) override;
  Result<void> associate(const std::string& group, const std::string& component) override;
  Result<void> disassociate(const std::string& group, const std::string& component) override;
  Result<Tags> tags(const std::string& resource) const override;
  Result<Tags> put_tags(const std::string& resource,
                        const Tags& tags,
                        std::size_t at_most) override;
  Result<void> delete_tags(const std::string& resource, std::span<const std::string> keys) override;
  Result<std::vector<std::size_t>> put_points(const std::string& component,
                                              std::span<const ClientPoint> points) override;
  Result<std::vector<ClientPoint>> points(const std::string& component,
                                          const std::string& metric) const override;
  Result<std::vector<ClientStatistics>> statistics(const std::string& component) const override;

 private:
  explicit SqliteTrackingStore(Database database) : database_(std::move(database)) {}

  mutable std::mutex mutex_;
  mutable Database database_;  // guarded by mutex_
};

}  // namespace tuner
