#include "tuner/store/tag_table.h"

namespace tuner {

Result<Tags> read_tags(Database& database, const std::string& resource) {
  TUNER_ASSIGN_OR_RETURN(
      Query query,
      database.query("SELECT key, value FROM resource_tags WHERE resource = ?", resource));
  Tags tags;
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const bool row, query.next());
    if (!row) return tags;
    tags[query.text(0)] = query.text(1);
  }
}

Result<void> write_tags(Database& database, const std::string& resource, const Tags& tags) {
  for (const auto& [key, value] : tags) {
    TUNER_RETURN_IF_ERROR(database.execute(
        "INSERT OR REPLACE INTO resource_tags VALUES (?, ?, ?)", resource, key, value));
  }
  return {};
}

Result<void> delete_tags(Database& database,
                         const std::string& resource,
                         std::span<const std::string> keys) {
  for (const std::string& key : keys) {
    TUNER_RETURN_IF_ERROR(database.execute(
        "DELETE FROM resource_tags WHERE resource = ? AND key = ?", resource, key));
  }
  return {};
}

Result<void> delete_all_tags(Database& database, const std::string& resource) {
  return database.execute("DELETE FROM resource_tags WHERE resource = ?", resource);
}

}  // namespace tuner
