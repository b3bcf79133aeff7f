// What SQLite leaves to us about its write-ahead log: what to do when it cannot be synced.
//
// After a failed fsync the system may take for written what was not, so that a later fsync succeeds and the disk has a
// gap [Rebello2020]. SQLite goes on with such a log; a commit that it then calls durable would end at the gap after a power cut.
#pragma once

struct sqlite3;

namespace tuner {

// Copies the log into the database as often as SQLite would by itself, and sets `*in_doubt` when that fails. `in_doubt` outlives
// the connection.
void checkpoint_by_itself(sqlite3* connection, bool* in_doubt);

// Writes every byte of the log again, and syncs it. In a write transaction that has changed nothing yet. The result is SQLite's code.
int rewrite_log(sqlite3* connection);

}  // namespace tuner
