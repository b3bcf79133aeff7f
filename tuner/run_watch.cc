#include "tuner/run_watch.h"

#include <algorithm>

#include "tuner/base/secrets.h"

namespace tuner {
namespace {

constexpr std::uint64_t kBytesAtOnce = 4 << 20;  // of a log, in one call
constexpr std::size_t kPointsAtOnce = 20'000;    // and, but for those of the last chunk, points
constexpr std::size_t kRecentBytes = 64;         // that must still be there
constexpr std::uint64_t kTailBytes = 64 * 1024;  // searched
constexpr std::size_t kQuotedBytes = 4096;
constexpr int kTailLines = 10;

std::string last_lines(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  std::size_t begin = text.size();
  for (int line = 0; line < kTailLines && begin != std::string::npos && begin > 0; ++line) {
    begin = text.rfind('\n', begin - 1);
  }
  if (begin != std::string::npos && begin != 0) text.erase(0, begin + 1);
  // Of what a progress bar has drawn over and over in one line, the end.
  std::string shown;
  for (std::string_view rest = text; !rest.empty();) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    while (line.ends_with('\r')) line.remove_suffix(1);
    shown += line.substr(line.rfind('\r') + 1);
    if (!rest.empty()) shown += '\n';
  }
  return shown;
}

std::string end_of(const std::string& text) {
  return text.substr(text.size() - std::min(text.size(), kRecentBytes));
}

// A training that was stopped or killed may have written the half of its last number.
bool ended_by_itself(const RunStatus& status) {
  return status.end == RunEnd::kSucceeded || status.end == RunEnd::kUserError;
}

}  // namespace

RunWatch::RunWatch(RunRecord run,
                   std::unique_ptr<MetricScraper> scraper,
                   std::map<std::string, std::uint64_t> counts,
                   bool started,
                   std::string objective,
                   std::uint64_t log_limit,
                   ExplainFailure explain)
    : run_(std::move(run)),
      scraper_(std::move(scraper)),
      counts_(std::move(counts)),
      started_(started),
      objective_(std::move(objective)),
      objective_seen_(objective_.empty() || counts_.contains(objective_)),
      log_limit_(log_limit),
      read_offset_(run_.log_offset),
      explain_(std::move(explain)) {
  scraper_->resume(run_.log_offset, counts_);
}

bool RunWatch::observe(const RunStatus& status,
                       Backend& backend,
                       TimePoint now,
                       std::vector<Event>& events) {
  if (status.phase == RunPhase::kQueued) return false;
  if (!started_) {
    started_ = true;
    events.push_back(RunStarted{run_.trial, run_.attempt, status.place});
  }
  std::vector<MetricPoint> points;
  const bool complete = read_log(backend, status.phase == RunPhase::kEnded, now, points);
  const bool ended = complete && status.phase == RunPhase::kEnded;
  if (ended && ended_by_itself(status)) {
    for (MetricPoint& point : scraper_->finish(now)) points.push_back(std::move(point));
  }
  for (const MetricPoint& point : points)
    objective_seen_ = objective_seen_ || point.name == objective_;
  if (!points.empty()) {
    events.push_back(
        MetricsSeen{run_.trial, run_.attempt, std::move(points), scraper_->complete_offset()});
  }
  if (ended) events.push_back(describe_end(status, backend));
  return ended;
}

bool RunWatch::read_log(Backend& backend,
                        bool ended,
                        TimePoint now,
                        std::vector<MetricPoint>& points) {
  std::uint64_t bytes = 0;
  while (true) {
    behind_ = points.size() >= kPointsAtOnce || bytes >= kBytesAtOnce;
    if (behind_) return false;
    const Result<LogChunk> chunk = read_on(backend, ended);
    log_trouble_.clear();
    if (!chunk && chunk.error().code == ErrorCode::kUnavailable) {
      log_trouble_ = chunk.error().message;
      return false;
    }
    log_gone_ = !chunk && chunk.error().code == ErrorCode::kNotFound;
    if (!chunk) return true;
    if (chunk->text.empty()) return true;
    for (MetricPoint& point : scraper_->feed(chunk->text, now)) {
      ++counts_[point.name];
      points.push_back(std::move(point));
    }
    bytes += chunk->text.size();
    read_offset_ = chunk->next_offset;
  }
}

Result<LogChunk> RunWatch::read_on(Backend& backend, bool ended) {
  const auto known = static_cast<std::size_t>(std::min<std::uint64_t>(read_offset_, kRecentBytes));
  LogChunk chunk{{}, read_offset_ - known};
  do {
    TUNER_ASSIGN_OR_RETURN(const LogChunk more, backend.read_log(run_.handle, chunk.next_offset));
    if (more.text.empty()) break;
    chunk.text += more.text;
    chunk.next_offset = more.next_offset;
  } while (chunk.text.size() <= known);
  const bool is_there = chunk.text.size() >= known && chunk.text.starts_with(recent_);
  if (is_there) {
    recent_ = end_of(chunk.text);
    chunk.text.erase(0, known);
    return chunk;
  }
  if (log_limit_ == 0 || read_offset_ <= log_limit_) {
    log_emptied_ = true;
    return read_from(backend, 0);
  }
  if (!ended || read_behind_cut_) return LogChunk{{}, read_offset_};
  read_behind_cut_ = true;
  return read_from(backend, log_limit_);
}

Result<LogChunk> RunWatch::read_from(Backend& backend, std::uint64_t offset) {
  read_offset_ = offset;
  recent_.clear();
  scraper_->resume(offset, counts_);
  TUNER_ASSIGN_OR_RETURN(LogChunk chunk, backend.read_log(run_.handle, offset));
  recent_ = end_of(chunk.text);
  return chunk;
}

RunEnded RunWatch::describe_end(const RunStatus& status, Backend& backend) const {
  RunEnded ended{run_.trial, run_.attempt, status, {}, {}};
  ended.value_note = value_note();
  if (log_gone_ && status.end == RunEnd::kSucceeded && !objective_.empty()) {
    ended.status.end = RunEnd::kLost;
    ended.status.reason =
        "its log was deleted before it was read to its end, so its last values are not known";
    return ended;
  }
  if (status.end == RunEnd::kSucceeded && objective_seen_) return ended;
  const std::string tail = read_tail(backend);
  ended.log_tail =
      redacted(last_lines(tail.substr(tail.size() - std::min(tail.size(), kQuotedBytes))));
  ended.status.reason = redacted(status.reason);
  if (status.end == RunEnd::kUserError && explain_) {
    ended.evidence = explain_(tail + "\n" + status.reason);
    if (ended.evidence) ended.evidence->line = redacted(ended.evidence->line);
  }
  ended.metric_note = metric_note();
  return ended;
}

std::string RunWatch::read_tail(Backend& backend) const {
  std::string tail;
  std::uint64_t offset = read_offset_ - std::min(read_offset_, kTailBytes);
  while (tail.size() < kTailBytes) {
    const Result<LogChunk> chunk = backend.read_log(run_.handle, offset);
    if (!chunk || chunk->text.empty()) break;
    tail += chunk->text;
    offset = chunk->next_offset;
  }
  return tail;
}

std::string RunWatch::value_note() const {
  std::string note;
  const auto add = [&note](const std::string& text) { note += (note.empty() ? "" : "; ") + text; };
  const ScrapeReport& report = scraper_->report();
  if (report.log_cut)
    add("its log was cut at its limit (log_limit) and not searched as a whole, so its last values "
        "may "
        "be older than its end");
  if (log_emptied_)
    add("its log was emptied while it ran, so what stood there unread is not known");
  if (report.cut_lines > 0) {
    add("of " + std::to_string(report.cut_lines) +
        " of its lines only the first 64 KiB were searched, so values behind them are not known");
  }
  for (const auto& [metric, text] : report.ends_in_no_number) {
    add("the last match of '" + metric + "' is no number ('" + redacted(text) +
        "'), so the value before it counts");
  }
  return note;
}

std::string RunWatch::metric_note() const {
  const ScrapeReport& report = scraper_->report();
  const auto counted = [](std::uint64_t count, const char* one, const char* many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
  };
  std::string note = counted(report.lines, "line was searched", "lines were searched");
  if (report.cut_lines > 0)
    note += ", " + counted(report.cut_lines, "was", "were") + " too long to be searched to the end";
  if (const auto found = report.not_a_number.find(objective_); found != report.not_a_number.end()) {
    const auto example = report.not_a_number_example.find(objective_);
    note += ", " + counted(found->second, "match was no number", "matches were no number");
    if (example != report.not_a_number_example.end())
      note += " (such as '" + example->second + "')";
  }
  if (std::find(report.disabled.begin(), report.disabled.end(), objective_) !=
      report.disabled.end()) {
    note += ", and the expression was switched off because it kept exceeding its limit";
  }
  return note;
}

}  // namespace tuner
