#include "tuner/store/write_ahead_log.h"

#include <sqlite3.h>

#include <algorithm>
#include <vector>

namespace tuner {
namespace {

constexpr int kCheckpointPages = 1000;     // as SQLite does by itself
constexpr sqlite3_int64 kChunk = 1 << 16;  // SQLite's VFS writes less than 2^17 bytes at once

// Called after each commit with the number of pages in the log. The commit counts in any case.
int after_commit(void* in_doubt, sqlite3* connection, const char* schema, int pages) {
  if (pages < kCheckpointPages) return SQLITE_OK;
  const int code =
      sqlite3_wal_checkpoint_v2(connection, schema, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (code != SQLITE_OK && code != SQLITE_BUSY) *static_cast<bool*>(in_doubt) = true;
  return SQLITE_OK;
}

}  // namespace

void checkpoint_by_itself(sqlite3* connection, bool* in_doubt) {
  sqlite3_wal_hook(connection, after_commit, in_doubt);
}

int rewrite_log(sqlite3* connection) {
  sqlite3_file* log = nullptr;
  sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&log));
  if (log == nullptr || log->pMethods == nullptr) return SQLITE_OK;
  sqlite3_int64 size = 0;
  int code = log->pMethods->xFileSize(log, &size);
  std::vector<char> bytes;
  for (sqlite3_int64 at = 0; code == SQLITE_OK && at < size; at += kChunk) {
    bytes.resize(static_cast<std::size_t>(std::min(kChunk, size - at)));
    const int count = static_cast<int>(bytes.size());
    code = log->pMethods->xRead(log, bytes.data(), count, at);
    if (code == SQLITE_OK) code = log->pMethods->xWrite(log, bytes.data(), count, at);
  }
  if (code != SQLITE_OK || size == 0) return code;
  return log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
}

}  // namespace tuner
