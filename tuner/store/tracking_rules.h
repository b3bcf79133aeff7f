// What the stores of the tracking view have in common, whatever they keep it in.
#pragma once

#include <span>

#include "tuner/tracking_store.h"

namespace tuner {

tl::unexpected<Error> record_exists(RecordKind kind, const std::string& name);
tl::unexpected<Error> no_such_record(RecordKind kind, const std::string& name);
// kFailedPrecondition: what it holds, or is held by, must go first.
tl::unexpected<Error> record_in_use(RecordKind kind, const std::string& name);
tl::unexpected<Error> not_in_group(const std::string& group, const std::string& component);
tl::unexpected<Error> too_many_tags(const std::string& resource, std::size_t at_most);

// The order of a query's records.
RecordQuery::Place place_of(const TrackingRecord& record);
bool precedes(const RecordQuery& query,
              const RecordQuery::Place& left,
              const RecordQuery::Place& right);

// kInvalidArgument unless every value is finite.
Result<void> check_points(std::span<const ClientPoint> points);

// Takes one more point into the statistics.
void add_point(ClientStatistics& statistics, const ClientPoint& point);

// `before` as `change` leaves it, with its own kind, name, experiment and time of creation; or the error of `change`.
Result<TrackingRecord> changed_record(const TrackingRecord& before,
                                      const TrackingStore::Change& change);

}  // namespace tuner
