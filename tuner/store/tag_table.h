// The table of tags: of records of the tracking view, and of anything else that has a key.
#pragma once

#include <span>
#include <string>

#include "tuner/store/sqlite.h"
#include "tuner/tracking_store.h"

namespace tuner {

Result<Tags> read_tags(Database& database, const std::string& resource);
Result<void> write_tags(Database& database, const std::string& resource, const Tags& tags);
Result<void> delete_tags(Database& database,
                         const std::string& resource,
                         std::span<const std::string> keys);
Result<void> delete_all_tags(Database& database, const std::string& resource);

}  // namespace tuner
