// The tables of the tracking view's records and of which components are in which groups.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tuner/store/sqlite.h"
#include "tuner/tracking_store.h"

namespace tuner {

Result<std::int64_t> find_record(Database& database,
                                 RecordKind kind,
                                 const std::string& name);  // its id; kNotFound
Result<TrackingRecord> read_record(Database& database,
                                   RecordKind kind,
                                   const std::string& name);  // kNotFound
Result<std::vector<TrackingRecord>> read_records(Database& database, const RecordQuery& query);

// kAlreadyExists, kNotFound: as TrackingStore::create().
Result<void> insert_record(Database& database, const TrackingRecord& record);
// Everything of the record but its kind, name, experiment and time of creation.
Result<void> update_record(Database& database, const TrackingRecord& record);
// kFailedPrecondition: as TrackingStore::remove().
Result<void> delete_record(Database& database, RecordKind kind, const std::string& name);

struct Association {
  std::int64_t group = 0, component = 0;  // ids
};
// kNotFound: one of them is not there.
Result<Association> find_association(Database& database,
                                     const std::string& group,
                                     const std::string& component);
Result<void> insert_association(Database& database, const Association& association);
// Whether there was one.
Result<bool> delete_association(Database& database, const Association& association);

}  // namespace tuner
