#include "tuner/store/tracking_rules.h"

#include <algorithm>
#include <cmath>
#include <compare>
#include <tuple>

namespace tuner {
namespace {

std::string place(RecordKind kind, const std::string& name) {
  return std::string(name_of(kind)) + " " + name;
}

}  // namespace

tl::unexpected<Error> record_exists(RecordKind kind, const std::string& name) {
  return fail(ErrorCode::kAlreadyExists,
              "there is a " + std::string(name_of(kind)) + " of this name",
              place(kind, name));
}

tl::unexpected<Error> no_such_record(RecordKind kind, const std::string& name) {
  return fail(ErrorCode::kNotFound,
              "there is no " + std::string(name_of(kind)) + " of this name",
              place(kind, name));
}

tl::unexpected<Error> record_in_use(RecordKind kind, const std::string& name) {
  const char* message = kind == RecordKind::kExperiment   ? "it still has trial groups"
                        : kind == RecordKind::kTrialGroup ? "it still has trial components"
                                                          : "it is still in a trial group";
  return fail(ErrorCode::kFailedPrecondition, message, place(kind, name));
}

tl::unexpected<Error> not_in_group(const std::string& group, const std::string& component) {
  return fail(ErrorCode::kNotFound,
              "it is not in trial group " + group,
              place(RecordKind::kTrialComponent, component));
}

tl::unexpected<Error> too_many_tags(const std::string& resource, std::size_t at_most) {
  return fail(ErrorCode::kFailedPrecondition,
              "it would have more than " + std::to_string(at_most) + " tags",
              resource);
}

RecordQuery::Place place_of(const TrackingRecord& record) {
  return {.created_at = record.created_at, .name = record.name};
}

bool precedes(const RecordQuery& query,
              const RecordQuery::Place& left,
              const RecordQuery::Place& right) {
  std::strong_ordering order = std::strong_ordering::equal;
  if (query.order == RecordQuery::Order::kCreated) order = left.created_at <=> right.created_at;
  if (order == 0) order = record_key(left.name) <=> record_key(right.name);
  return query.descending ? order > 0 : order < 0;
}

Result<void> check_points(std::span<const ClientPoint> points) {
  const auto bad = std::ranges::find_if_not(
      points, [](const ClientPoint& point) { return std::isfinite(point.value); });
  if (bad == points.end()) return {};
  return fail(ErrorCode::kInvalidArgument, "a value that is not finite", "metric " + bad->metric);
}

void add_point(ClientStatistics& statistics, const ClientPoint& point) {
  const bool first = statistics.values.count == 0;
  statistics.values.add(point.value);
  statistics.min = first ? point.value : std::min(statistics.min, point.value);
  statistics.max = first ? point.value : std::max(statistics.max, point.value);
  if (!first &&
      std::tie(point.at, point.step) < std::tie(statistics.last_at, statistics.last_step)) {
    return;
  }
  statistics.last = point.value;
  statistics.last_at = point.at;
  statistics.last_step = point.step;
}

Result<TrackingRecord> changed_record(const TrackingRecord& before,
                                      const TrackingStore::Change& change) {
  TrackingRecord after = before;
  TUNER_RETURN_IF_ERROR(change(after));
  after.kind = before.kind;
  after.name = before.name;
  after.experiment = before.experiment;
  after.created_at = before.created_at;
  return after;
}

}  // namespace tuner
