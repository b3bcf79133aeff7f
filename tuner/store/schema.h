// The tables, and how a database of an earlier version gets them. docs/store-schema.md describes
// them as a file format.
#pragma once

#include <cstdint>
#include <span>

#include "tuner/base/result.h"
#include "tuner/store/sqlite.h"

namespace tuner {

inline constexpr std::int64_t kApplicationId = 0x54554E52;  // "TUNR", in the header of the file

// Migration i leads from version i to version i + 1; the last one leads to the present version.
std::span<const char* const> migrations();

// Brings the database to the version that `steps` lead to, in one transaction. kFailedPrecondition
// when it is of a newer version or of another program.
Result<void> migrate(Database& database, std::span<const char* const> steps = migrations());

// For readers, who cannot migrate: kFailedPrecondition unless the database is of the present
// version; kNotFound: it is empty, and of none.
Result<void> check_version(Database& database);

}  // namespace tuner
