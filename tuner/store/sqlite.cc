#include "tuner/store/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cctype>
#include <limits>

#include "tuner/base/check.h"
#include "tuner/store/write_ahead_log.h"

namespace tuner {
namespace {

constexpr int kBusyTimeoutMilliseconds = 10'000;  // transactions are short, but a disk may not be

ErrorCode code_of(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return ErrorCode::kUnavailable;
    case SQLITE_READONLY:
      return ErrorCode::kFailedPrecondition;
    default:
      return ErrorCode::kInternal;
  }
}

std::string advice_for(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process has been writing to the database for too long";
    case SQLITE_FULL:
      return "the disk is full; free some space on it";
    case SQLITE_IOERR:
      return "the disk cannot be read or written (is it full, or gone?)";
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return "the database cannot be opened; check its permissions and those of its folder";
    case SQLITE_READONLY:
      return "the database cannot be written to; check its permissions";
    case SQLITE_CORRUPT:
      return "the database is damaged; restore a copy of it, or choose another home";
    case SQLITE_NOTADB:
      return "this file is not a database, or is damaged; move it away";
    default:
      return "the database refuses a statement";
  }
}

bool may(int access, const std::filesystem::path& path) {
  return faccessat(AT_FDCWD, path.c_str(), access, AT_EACCESS) == 0;
}

// A new database is as open to others as its folder, and SQLite makes the files beside it like it. One that is there is not touched:
// to close it would let go the locks of this process.
void create_like_its_folder(const std::filesystem::path& path) {
  constexpr mode_t kAnybody = 0666;
  struct stat folder;
  if (::stat(path.parent_path().c_str(), &folder) != 0) return;
  const int made =
      ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, folder.st_mode & kAnybody);
  if (made >= 0) ::close(made);
}

std::uintmax_t size_beside(const std::filesystem::path& path, std::string_view suffix) {
  std::filesystem::path beside = path;
  beside += suffix;
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(beside, error);
  return error ? 0 : size;
}

// Nothing can be written there, or no process has the index that it would need to write, as on a full disk.
bool is_unchanging(const std::filesystem::path& path) {
  constexpr std::uintmax_t kIndexBytes = 32'768;  // at least
  return !may(W_OK, path.parent_path()) || size_beside(path, "-shm") < kIndexBytes;
}

// Of a database that nobody changes: it is read without a log, and without locks.
std::string unchanging_uri(const std::filesystem::path& path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const unsigned char c : path.string()) {
    if (std::isalnum(c) != 0 || c == '/') {
      uri += static_cast<char>(c);
    } else {
      uri += {'%', kDigits[c >> 4], kDigits[c & 0xf]};
    }
  }
  return uri + "?mode=ro&immutable=1";
}

}  // namespace

// ---- Query --------------------------------------------------------------------------------------

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Result<bool> Query::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return database_->failure(code);
}

Result<void> Query::run() {
  TUNER_ASSIGN_OR_RETURN(const bool row, next());
  TUNER_CHECK(!row, "a statement that is not read gave a row");
  return {};
}

bool Query::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }

double Query::real(int column) const {
  if (is_null(column)) return std::numeric_limits<double>::quiet_NaN();
  return sqlite3_column_double(statement_, column);
}

std::string Query::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::optional<std::int64_t> Query::optional_integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

void Query::bind_integer(std::int64_t value) {
  const int code = sqlite3_bind_int64(statement_, ++bound_, value);
  TUNER_CHECK(code == SQLITE_OK, "more arguments than parameters");
}

void Query::bind_null() {
  const int code = sqlite3_bind_null(statement_, ++bound_);
  TUNER_CHECK(code == SQLITE_OK, "more arguments than parameters");
}

void Query::bind(double value) {
  const int code = sqlite3_bind_double(statement_, ++bound_, value);
  TUNER_CHECK(code == SQLITE_OK, "more arguments than parameters");
}

void Query::bind(std::string_view value) {
  const char* bytes = value.data() == nullptr ? "" : value.data();  // a null pointer would be NULL
  const int code =
      sqlite3_bind_text64(statement_, ++bound_, bytes, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  TUNER_CHECK(code == SQLITE_OK || code == SQLITE_TOOBIG, "more arguments than parameters");
}

// ---- Database -----------------------------------------------------------------------------------

Result<Database> Database::open(const std::filesystem::path& path, Access access) {
  if (access == Access::kReadOnly && !may(R_OK, path)) {
    if (errno == ENOENT || errno == ENOTDIR)
      return fail(ErrorCode::kNotFound, "there is no database", path.string());
    return fail(ErrorCode::kUnavailable,
                "the database cannot be read: " + std::generic_category().message(errno),
                path.string());
  }
  if (access == Access::kReadWrite) create_like_its_folder(path);
  const int how = access == Access::kReadOnly ? SQLITE_OPEN_READONLY
                                              : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  // A write-ahead log needs an index beside it, which a reader, too, has to create.
  Result<Database> database = connect(path.string(), how, path, access);
  if (database || access == Access::kReadWrite || !is_unchanging(path)) return database;
  if (size_beside(path, "-wal") > 0) {
    return fail(ErrorCode::kUnavailable,
                "the last changes of the database are in the log beside it, and cannot be read "
                "where nothing can be written: copy both to another folder, and read them there",
                path.string() + "-wal");
  }
  return connect(unchanging_uri(path), how | SQLITE_OPEN_URI, path, access);
}

Result<Database> Database::connect(const std::string& name,
                                   int how,
                                   const std::filesystem::path& path,
                                   Access access) {
  sqlite3* connection = nullptr;
  const int flags = how | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(name.c_str(), &connection, flags, nullptr);
  TUNER_CHECK(connection != nullptr, "out of memory");
  Database database(connection, path);
  if (code != SQLITE_OK) return database.failure(code);
  TUNER_RETURN_IF_ERROR(database.configure(access));
  return database;
}

Database::Database(sqlite3* connection, std::filesystem::path path)
    : connection_(connection), path_(std::move(path)) {}

Result<void> Database::configure(Access access) {
  sqlite3_busy_timeout(connection_, kBusyTimeoutMilliseconds);
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // cell_size_check and trusted_schema: the file may be damaged or made by somebody else.
  // journal_size_limit: a log that a long reader made large is cut once it has been copied back.
  TUNER_RETURN_IF_ERROR(
      execute_script("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
                     "PRAGMA cell_size_check = ON; PRAGMA synchronous = NORMAL;"
                     "PRAGMA journal_size_limit = 16777216"));
  if (access == Access::kReadOnly)
    return execute_script("PRAGMA schema_version");  // needs the index
  checkpoint_by_itself(connection_, log_in_doubt_.get());
  TUNER_ASSIGN_OR_RETURN(Query mode, query("PRAGMA journal_mode = WAL"));
  TUNER_ASSIGN_OR_RETURN(const bool row, mode.next());
  if (row && mode.text(0) == "wal") return {};
  return fail(ErrorCode::kUnavailable,
              "this file system does not support the database's write-ahead log; choose a home on "
              "another disk",
              path_.string());
}

Database::Database(Database&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)),
      path_(std::move(other.path_)),
      durability_(other.durability_),
      log_in_doubt_(std::move(other.log_in_doubt_)),
      statements_(std::exchange(other.statements_, {})) {}

Database::~Database() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  if (connection_ == nullptr) return;
  // A log in doubt is not copied into the database: a power cut meanwhile would leave a mixture.
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, *log_in_doubt_ ? 1 : 0, nullptr);
  sqlite3_close(connection_);
}

Result<Query> Database::prepare(std::string_view sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (statement == nullptr) {
    const int code = sqlite3_prepare_v3(connection_,
                                        sql.data(),
                                        static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT,
                                        &statement,
                                        nullptr);
    if (code != SQLITE_OK) return failure(code);
  }
  TUNER_CHECK(sqlite3_stmt_busy(statement) == 0, "a query is begun while it is running");
  return Query(this, statement);
}

Result<void> Database::execute_script(const std::string& sql) {
  const int code = sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return failure(code);
  return {};
}

Result<void> Database::set_durability(Durability durability) {
  if (durability == durability_) return {};
  TUNER_RETURN_IF_ERROR(execute_script(durability == Durability::kPower
                                           ? "PRAGMA synchronous = FULL"
                                           : "PRAGMA synchronous = NORMAL"));
  durability_ = durability;
  return {};
}

// Nothing is added to a log in doubt.
Result<void> Database::begin_writing(Durability durability) {
  TUNER_RETURN_IF_ERROR(set_durability(durability));
  TUNER_RETURN_IF_ERROR(execute("BEGIN IMMEDIATE"));
  if (!*log_in_doubt_) return {};
  if (const int code = rewrite_log(connection_); code != SQLITE_OK) {
    Error error = failure(code).value();
    (void)execute_script("ROLLBACK");
    return fail(std::move(error));
  }
  *log_in_doubt_ = false;
  return {};
}

std::int64_t Database::last_row_id() const { return sqlite3_last_insert_rowid(connection_); }

tl::unexpected<Error> Database::failure(int code) const {
  return fail(code_of(code),
              advice_for(code) + " (SQLite says: " + sqlite3_errmsg(connection_) + ")",
              path_.string());
}

tl::unexpected<Error> Database::damaged(const std::string& what) const {
  return fail(ErrorCode::kInternal, advice_for(SQLITE_CORRUPT) + " (" + what + ")", path_.string());
}

// ---- Transaction --------------------------------------------------------------------------------

Result<Transaction> Transaction::read(Database& database) {
  TUNER_RETURN_IF_ERROR(database.execute("BEGIN"));
  return Transaction(database);
}

Result<Transaction> Transaction::write(Database& database, Database::Durability durability) {
  TUNER_RETURN_IF_ERROR(database.begin_writing(durability));
  return Transaction(database);
}

Transaction::~Transaction() {
  if (database_ == nullptr || sqlite3_get_autocommit(database_->connection_) != 0) return;
  (void)database_->execute_script(
      "ROLLBACK");  // it is over in any case: the log has no commit mark
}

Result<void> Transaction::commit() {
  const Result<void> committed = database_->execute("COMMIT");
  if (!committed) {
    *database_->log_in_doubt_ = true;
    return committed;
  }
  database_ = nullptr;
  return {};
}

}  // namespace tuner
