// The SQL of pages of the tracking view. A page reads its own rows and no others where an index gives its order.
#pragma once

#include <string>
#include <string_view>

#include "tuner/tracking_store.h"

namespace tuner {

// One record: ?1 kind, ?2 key. Columns of both statements: name, created, source, name of the experiment, body.
std::string_view one_record_sql();

// A page: ?1 kind; created ?2 < … < ?3; after the place (?4 created, ?5 key); ?6 related_name(), ?7 key of the
// component; ?8 how many. A NULL as ?5
// precedes and follows every key. The text lives as long as the program.
std::string_view records_sql(const RecordQuery& query);

// The one of experiment, group and source that is set, as its column holds it; empty: none.
std::string related_name(const RecordQuery& query);

}  // namespace tuner
