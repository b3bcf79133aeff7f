#include "backends/supervisor/log_limit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "backends/run_records.h"
#include "backends/unique_fd.h"
#include "tuner/job/run.h"

namespace tuner {
namespace {

constexpr std::uint64_t kBytesOfLastLines = 64 * 1024;

std::optional<std::uint64_t> size_of_log() {
  struct stat log;
  if (::fstat(STDOUT_FILENO, &log) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(log.st_size);
}

bool cut_log(std::uint64_t size) {
  return ::ftruncate(STDOUT_FILENO, static_cast<off_t>(size)) == 0;
}

// Empty where it cannot be read. Standard output is for writing; this is the same file, also where its name is gone.
std::string read_log(std::uint64_t begin, std::uint64_t end) {
  const UniqueFd log(::open("/proc/self/fd/1", O_RDONLY | O_CLOEXEC));
  std::string text(end - begin, '\0');
  const ssize_t got =
      log ? ::pread(log.get(), text.data(), text.size(), static_cast<off_t>(begin)) : -1;
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

}  // namespace

void LogLimit::keep() {
  // One byte more than the end leaves, as a sign that something was cut.
  const std::uint64_t most = limit_ + 1;
  const auto size = size_of_log();
  if (!size || *size <= most) return;
  const bool is_whole = take_lines(*size);
  torn_ = !is_whole || size_of_log() != size;
  if (torn_) last_lines_.resize(last_lines_.rfind('\n') + 1);
  was_cut_ = cut_log(most) || was_cut_;
}

void LogLimit::finish() {
  const auto size = size_of_log();
  if (!is_set() || !size || *size <= limit_) return;
  take_lines(*size);
  if (!cut_log(limit_)) return;
  write_all(STDOUT_FILENO,
            "[the log limit of " + std::to_string(limit_) + " bytes was reached" +
                (last_lines_.empty() ? "" : ": its last lines follow") + std::string(kLogCutMark) +
                "\n" + last_lines_);
}

// From behind the cut to `size`; false where that does not end in what is known of the line that goes on there.
bool LogLimit::take_lines(std::uint64_t size) {
  const std::uint64_t cut = limit_ + (was_cut_ ? 1 : 0);
  const std::uint64_t begin = std::max(cut, size - std::min(size, kBytesOfLastLines));
  std::string text = read_log(begin, size);
  const bool is_whole = text.size() == size - begin;
  if (begin > cut) last_lines_.clear();
  if (begin > cut || torn_) {
    const std::size_t line_end = text.find('\n');
    if (line_end == std::string::npos) return false;
    text.erase(0, line_end + 1);
  }
  last_lines_ += text;
  return forget_all_but_the_last() && is_whole;
}

// False: the last line has lost its beginning, and is forgotten too.
bool LogLimit::forget_all_but_the_last() {
  if (last_lines_.size() <= kBytesOfLastLines) return true;
  const std::size_t line_end = last_lines_.find('\n', last_lines_.size() - kBytesOfLastLines);
  const bool is_there = line_end != std::string::npos;
  last_lines_.erase(0, is_there ? line_end + 1 : last_lines_.size());
  return is_there;
}

}  // namespace tuner
