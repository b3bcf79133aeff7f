// SQLite as values and Results: an open database, a running query, a transaction. Knows nothing of
// jobs.
//
// Not thread-safe: one Database belongs to one thread at a time.
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "tuner/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tuner {

// One execution of a prepared statement, which goes back to its Database when the value dies. At
// most one at a time of each SQL text.
class Query {
 public:
  Query(Query&& other) noexcept
      : database_(std::exchange(other.database_, nullptr)),
        statement_(std::exchange(other.statement_, nullptr)),
        bound_(other.bound_) {}
  Query& operator=(Query&&) = delete;
  ~Query();

  // Whether there is a (further) row.
  Result<bool> next();
  // For statements that give no rows.
  Result<void> run();

  // Columns of the present row, from 0. A value of another type is converted, as SQLite does it;
  // NULL reads as 0, NaN and "".
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const;

  // The next parameter. NULL stands for NaN, which SQLite has no other way to store.
  void bind(std::integral auto value) { bind_integer(static_cast<std::int64_t>(value)); }
  void bind(double value);
  void bind(std::string_view value);
  template <class T>
  void bind(const std::optional<T>& value) {
    if (value) return bind(*value);
    bind_null();
  }

 private:
  friend class Database;
  Query(class Database* database, sqlite3_stmt* statement)
      : database_(database), statement_(statement) {}
  void bind_integer(std::int64_t value);
  void bind_null();

  Database* database_;
  sqlite3_stmt* statement_;
  int bound_ = 0;
};

class Database {
 public:
  enum class Access { kReadOnly, kReadWrite };
  // What a commit survives: the death of the process, or also a power cut (one fsync).
  enum class Durability { kProcess, kPower };

  // In write-ahead-log mode with foreign keys on. kReadWrite creates the file; kReadOnly finds it or is kNotFound. Where nothing can be
  // written beside the file, as on a full disk, it is read as one that nobody changes; kUnavailable where the log beside it holds changes.
  static Result<Database> open(const std::filesystem::path& path, Access access);

  Database(Database&& other) noexcept;
  Database& operator=(Database&&) = delete;
  ~Database();

  // `sql` must outlive the database (a literal): statements are kept by it.
  template <class... Arguments>
  Result<Query> query(std::string_view sql, const Arguments&... arguments) {
    TUNER_ASSIGN_OR_RETURN(Query query, prepare(sql));
    (query.bind(arguments), ...);
    return query;
  }
  template <class... Arguments>
  Result<void> execute(std::string_view sql, const Arguments&... arguments) {
    TUNER_ASSIGN_OR_RETURN(Query query, prepare(sql));
    (query.bind(arguments), ...);
    return query.run();
  }
  // Several statements without parameters.
  Result<void> execute_script(const std::string& sql);

  std::int64_t last_row_id() const;
  const std::filesystem::path& path() const { return path_; }

  // kInternal: what the file holds cannot be; `what` says what was found.
  tl::unexpected<Error> damaged(const std::string& what) const;

 private:
  friend class Query;
  friend class Transaction;
  Database(sqlite3* connection, std::filesystem::path path);
  static Result<Database> connect(const std::string& name,
                                  int how,
                                  const std::filesystem::path& path,
                                  Access access);
  Result<Query> prepare(std::string_view sql);
  Result<void> configure(Access access);
  Result<void> set_durability(Durability durability);
  Result<void> begin_writing(Durability durability);
  tl::unexpected<Error> failure(int code) const;

  sqlite3* connection_;
  std::filesystem::path path_;
  Durability durability_ = Durability::kProcess;
  // Whether a sync of the log may have failed since it was written: here, or in the process that left it.
  std::unique_ptr<bool> log_in_doubt_ = std::make_unique<bool>(true);
  std::unordered_map<std::string_view, sqlite3_stmt*> statements_;
};

// Rolls back unless committed.
class Transaction {
 public:
  // A snapshot for reading.
  static Result<Transaction> read(Database& database);
  // Waits for other writers; kUnavailable when they take too long.
  static Result<Transaction> write(Database& database, Database::Durability durability);

  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  Result<void> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}

  Database* database_;
};

}  // namespace tuner
