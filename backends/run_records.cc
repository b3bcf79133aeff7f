#include "backends/run_records.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace tuner {
namespace {

// A record is lines of "key value"; its last line is one of these words.
constexpr std::string_view kStarted = "started";
constexpr std::string_view kEnded = "ended";
// Keeps both records within a block of 4096 bytes.
constexpr std::size_t kLongestMessage = 2048;
constexpr std::array<std::string_view, 6> kCauses{
    "own", "stop", "time_limit", "outside", "start_error", "machine"};

void put(std::string& text, std::string_view key, std::string_view value) {
  text.append(key).append(" ");
  for (const char c : value) text += c == '\n' ? ' ' : c;
  text += '\n';
}

void put(std::string& text, std::string_view key, std::int64_t value) {
  put(text, key, std::to_string(value));
}

using Fields = std::map<std::string_view, std::string_view>;

// Takes the lines up to and including `last_line` from `content`; nullopt when it is not there.
std::optional<Fields> take_fields(std::string_view& content, std::string_view last_line) {
  Fields fields;
  while (true) {
    const std::size_t newline = content.find('\n');
    if (newline == content.npos) return std::nullopt;
    const std::string_view line = content.substr(0, newline);
    content.remove_prefix(newline + 1);
    if (line == last_line) return fields;
    const std::size_t space = line.find(' ');
    if (space != line.npos) fields[line.substr(0, space)] = line.substr(space + 1);
  }
}

std::optional<std::int64_t> number(const Fields& fields, std::string_view key) {
  const auto field = fields.find(key);
  if (field == fields.end()) return std::nullopt;
  std::int64_t value = 0;
  const std::string_view text = field->second;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<int> small_number(const Fields& fields, std::string_view key) {
  const auto value = number(fields, key);
  return value ? std::optional<int>(static_cast<int>(*value)) : std::nullopt;
}

std::string text_of(const Fields& fields, std::string_view key) {
  const auto field = fields.find(key);
  return field == fields.end() ? std::string{} : std::string(field->second);
}

std::optional<StartRecord> start_from(const Fields& fields) {
  const auto supervisor = small_number(fields, "supervisor");
  if (!supervisor || *supervisor <= 1) return std::nullopt;
  return StartRecord{*supervisor,
                     number(fields, "started_at").value_or(0),
                     static_cast<std::uint64_t>(number(fields, "log_limit").value_or(0)),
                     text_of(fields, "place")};
}

std::optional<EndRecord> end_from(const Fields& fields) {
  const std::string cause = text_of(fields, "cause");
  const auto found = std::find(kCauses.begin(), kCauses.end(), cause);
  if (found == kCauses.end()) return std::nullopt;
  return EndRecord{static_cast<EndCause>(found - kCauses.begin()),
                   small_number(fields, "exit_code"),
                   small_number(fields, "signal"),
                   std::chrono::milliseconds{number(fields, "ran_for").value_or(0)},
                   fields.contains("oom_kill"),
                   fields.contains("left_over"),
                   text_of(fields, "message")};
}

}  // namespace

std::string to_text(const StartRecord& record) {
  std::string text;
  put(text, "supervisor", record.supervisor);
  put(text, "started_at", record.started_at);
  put(text, "log_limit", static_cast<std::int64_t>(record.log_limit));
  put(text, "place", record.place);
  return text.append(kStarted).append("\n");
}

std::string to_text(const EndRecord& record) {
  std::string text;
  put(text, "cause", kCauses[static_cast<std::size_t>(record.cause)]);
  if (record.exit_code) put(text, "exit_code", *record.exit_code);
  if (record.signal) put(text, "signal", *record.signal);
  put(text, "ran_for", record.ran_for.count());
  if (record.oom_kill) put(text, "oom_kill", 1);
  if (record.left_over) put(text, "left_over", 1);
  put(text, "message", std::string_view(record.message).substr(0, kLongestMessage));
  return text.append(kEnded).append("\n");
}

RunRecords run_records_from(std::string_view content) {
  RunRecords records;
  if (const auto fields = take_fields(content, kStarted)) records.start = start_from(*fields);
  if (!records.start) return records;
  if (const auto fields = take_fields(content, kEnded)) records.end = end_from(*fields);
  return records;
}

std::optional<std::string> read_small_file(int folder, const char* name) {
  const int file = ::openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0) return std::nullopt;
  std::string content(4096, '\0');
  std::size_t size = 0;
  ssize_t got = 0;
  while (content.size() <= 65536) {
    got = ::read(file, content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
    if (size == content.size()) content.resize(2 * content.size());
  }
  const int problem = got < 0 ? errno : EFBIG;
  ::close(file);
  errno = problem;
  if (got != 0) return std::nullopt;
  content.resize(size);
  return content;
}

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace tuner
