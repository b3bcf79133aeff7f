// The reference for the tracking view: what a TrackingStore means, in maps. Forgets everything with the process. Thread-safe.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <tuple>
#include <utility>

#include "tuner/tracking_store.h"

namespace tuner {

class MemoryTrackingStore final : public TrackingStore {
 public:
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
  using RecordId = std::pair<RecordKind, std::string>;                // kind, key
  using PointId = std::pair<TimePoint, std::optional<std::int64_t>>;  // moment, step
  struct Series {
    ClientStatistics statistics;
    std::map<PointId, ClientPoint> points;
  };

  Result<void> find(RecordKind kind, const std::string& name) const;
  bool matches(const RecordQuery& query, const TrackingRecord& record) const;
  bool holds(const std::string& experiment, const std::string& component) const;
  bool in_use(RecordKind kind, const std::string& key) const;

  mutable std::mutex mutex_;
  std::map<RecordId, TrackingRecord> records_;
  std::set<std::pair<std::string, std::string>> associations_;   // keys of group and component
  std::map<std::string, Tags> tags_;                             // by resource; never empty
  std::map<std::string, std::map<std::string, Series>> series_;  // by key of component, metric
};

}  // namespace tuner
