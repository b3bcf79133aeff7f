#include "tuner/store/memory_tracking_store.h"

#include <algorithm>

#include "tuner/store/tracking_rules.h"

namespace tuner {
namespace {

using Lock = std::lock_guard<std::mutex>;

}  // namespace

Result<void> MemoryTrackingStore::find(RecordKind kind, const std::string& name) const {
  if (records_.contains({kind, record_key(name)})) return {};
  return no_such_record(kind, name);
}

bool MemoryTrackingStore::holds(const std::string& experiment, const std::string& component) const {
  return std::ranges::any_of(associations_, [&](const auto& association) {
    const auto& [group, held] = association;
    return held == component &&
           record_key(records_.at({RecordKind::kTrialGroup, group}).experiment) == experiment;
  });
}

bool MemoryTrackingStore::matches(const RecordQuery& query, const TrackingRecord& record) const {
  const std::string key = record_key(record.name), experiment = record_key(query.experiment);
  if (record.kind != query.kind) return false;
  if (query.created_after && record.created_at <= *query.created_after) return false;
  if (query.created_before && record.created_at >= *query.created_before) return false;
  if (query.after && !precedes(query, *query.after, place_of(record))) return false;
  if (!experiment.empty()) {
    const bool is_in = record.kind == RecordKind::kTrialGroup
                           ? record_key(record.experiment) == experiment
                           : holds(experiment, key);
    if (!is_in) return false;
  }
  if (!query.group.empty()) return associations_.contains({record_key(query.group), key});
  if (!query.component.empty()) return associations_.contains({key, record_key(query.component)});
  if (!query.source.empty()) return record.source && record.source->resource == query.source;
  return true;
}

bool MemoryTrackingStore::in_use(RecordKind kind, const std::string& key) const {
  if (kind == RecordKind::kExperiment) {
    return std::ranges::any_of(records_, [&](const auto& each) {
      return each.second.kind == RecordKind::kTrialGroup &&
             record_key(each.second.experiment) == key;
    });
  }
  return std::ranges::any_of(associations_, [&](const auto& association) {
    return (kind == RecordKind::kTrialGroup ? association.first : association.second) == key;
  });
}

Result<TrackingRecord> MemoryTrackingStore::record(RecordKind kind, const std::string& name) const {
  const Lock lock(mutex_);
  TUNER_RETURN_IF_ERROR(find(kind, name));
  return records_.at({kind, record_key(name)});
}

Result<std::vector<TrackingRecord>> MemoryTrackingStore::records(const RecordQuery& query) const {
  const Lock lock(mutex_);
  std::vector<TrackingRecord> found;
  for (const auto& [id, record] : records_) {
    if (matches(query, record)) found.push_back(record);
  }
  std::ranges::sort(found, [&](const TrackingRecord& left, const TrackingRecord& right) {
    return precedes(query, place_of(left), place_of(right));
  });
  if (found.size() > query.at_most) found.resize(query.at_most);
  return found;
}

Result<void> MemoryTrackingStore::create(const TrackingRecord& record, const Tags& tags) {
  const Lock lock(mutex_);
  if (find(record.kind, record.name)) return record_exists(record.kind, record.name);
  TrackingRecord kept = record;
  if (record.kind == RecordKind::kTrialGroup) {
    TUNER_RETURN_IF_ERROR(find(RecordKind::kExperiment, record.experiment));
    kept.experiment = records_.at({RecordKind::kExperiment, record_key(record.experiment)}).name;
  }
  records_.insert_or_assign({record.kind, record_key(record.name)}, std::move(kept));
  if (!tags.empty()) tags_[tags_of(record.kind, record.name)] = tags;
  return {};
}

Result<void> MemoryTrackingStore::update(RecordKind kind,
                                         const std::string& name,
                                         const Change& change) {
  const Lock lock(mutex_);
  TUNER_RETURN_IF_ERROR(find(kind, name));
  TrackingRecord& record = records_.at({kind, record_key(name)});
  TUNER_ASSIGN_OR_RETURN(record, changed_record(record, change));
  return {};
}

Result<void> MemoryTrackingStore::remove(RecordKind kind, const std::string& name) {
  const Lock lock(mutex_);
  TUNER_RETURN_IF_ERROR(find(kind, name));
  const std::string key = record_key(name);
  if (in_use(kind, key)) return record_in_use(kind, name);
  records_.erase({kind, key});
  tags_.erase(tags_of(kind, name));
  if (kind == RecordKind::kTrialComponent) series_.erase(key);
  return {};
}

Result<void> MemoryTrackingStore::associate(const std::string& group,
                                            const std::string& component) {
  const Lock lock(mutex_);
  TUNER_RETURN_IF_ERROR(find(RecordKind::kTrialGroup, group));
  TUNER_RETURN_IF_ERROR(find(RecordKind::kTrialComponent, component));
  associations_.emplace(record_key(group), record_key(component));
  return {};
}

Result<void> MemoryTrackingStore::disassociate(const std::string& group,
                                               const std::string& component) {
  const Lock lock(mutex_);
  TUNER_RETURN_IF_ERROR(find(RecordKind::kTrialGroup, group));
  TUNER_RETURN_IF_ERROR(find(RecordKind::kTrialComponent, component));
  if (associations_.erase({record_key(group), record_key(component)}) == 0) {
    return not_in_group(group, component);
  }
  return {};
}

Result<Tags> MemoryTrackingStore::tags(const std::string& resource) const {
  const Lock lock(mutex_);
  const auto found = tags_.find(resource);
  return found == tags_.end() ? Tags{} : found->second;
}

Result<Tags> MemoryTrackingStore::put_tags(const std::string& resource,
                                           const Tags& tags,
                                           std::size_t at_most) {
  const Lock lock(mutex_);
  Tags all = tags;
  if (const auto found = tags_.find(resource); found != tags_.end()) {
    all.insert(found->second.begin(), found->second.end());
  }
  if (all.size() > at_most) return too_many_tags(resource, at_most);
  if (!all.empty()) tags_[resource] = all;
  return all;
}

Result<void> MemoryTrackingStore::delete_tags(const std::string& resource,
                                              std::span<const std::string> keys) {
  const Lock lock(mutex_);
  const auto found = tags_.find(resource);
  if (found == tags_.end()) return {};
  for (const std::string& key : keys) found->second.erase(key);
  if (found->second.empty()) tags_.erase(found);
  return {};
}

Result<std::vector<std::size_t>> MemoryTrackingStore::put_points(
    const std::string& component, std::span<const ClientPoint> points) {
  const Lock lock(mutex_);
  TUNER_RETURN_IF_ERROR(find(RecordKind::kTrialComponent, component));
  TUNER_RETURN_IF_ERROR(check_points(points));
  std::map<std::string, Series>& metrics = series_[record_key(component)];
  std::vector<std::size_t> contradictions;
  for (std::size_t i = 0; i < points.size(); ++i) {
    Series& series = metrics[points[i].metric];
    series.statistics.metric = points[i].metric;
    const auto [known, is_new] =
        series.points.try_emplace({points[i].at, points[i].step}, points[i]);
    if (is_new) add_point(series.statistics, points[i]);
    if (known->second.value != points[i].value) contradictions.push_back(i);
  }
  return contradictions;
}

Result<std::vector<ClientPoint>> MemoryTrackingStore::points(const std::string& component,
                                                             const std::string& metric) const {
  const Lock lock(mutex_);
  TUNER_RETURN_IF_ERROR(find(RecordKind::kTrialComponent, component));
  std::vector<ClientPoint> found;
  const auto metrics = series_.find(record_key(component));
  if (metrics == series_.end()) return found;
  const auto series = metrics->second.find(metric);
  if (series == metrics->second.end()) return found;
  for (const auto& [id, point] : series->second.points) found.push_back(point);
  return found;
}

Result<std::vector<ClientStatistics>> MemoryTrackingStore::statistics(
    const std::string& component) const {
  const Lock lock(mutex_);
  TUNER_RETURN_IF_ERROR(find(RecordKind::kTrialComponent, component));
  std::vector<ClientStatistics> found;
  const auto metrics = series_.find(record_key(component));
  if (metrics == series_.end()) return found;
  for (const auto& [name, series] : metrics->second) found.push_back(series.statistics);
  return found;
}

}  // namespace tuner
