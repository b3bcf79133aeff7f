#include "service/sagemaker/paged_log.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "backends/log_chunk.h"
#include "tuner/base/utf8.h"

namespace tuner::sagemaker {
namespace {

// How much of `rest` is taken at once: a line with its end, or what there is of one whose end will never come, or is too far away
// for one chunk. 0: a later chunk has the whole line.
std::size_t first_line(std::string_view rest, bool is_last_chunk) {
  const std::size_t end = rest.find('\n');
  if (end != std::string_view::npos) return end + 1;
  if (rest.size() >= kLogChunkBytes) return whole_characters(rest).size();
  return is_last_chunk ? rest.size() : 0;
}

// How much at its end: the last line, or of one that begins before `rest` nothing, where it has others.
std::size_t last_line(std::string_view rest, bool begins_a_line, bool has_others) {
  const std::size_t end = rest.substr(0, rest.size() - 1).rfind('\n');
  if (end != std::string_view::npos) return rest.size() - end - 1;
  if (begins_a_line) return rest.size();
  if (has_others) return 0;
  const auto begins_character = [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  };
  const auto first = std::ranges::find_if(rest, begins_character);
  return first == rest.end() ? rest.size() : static_cast<std::size_t>(rest.end() - first);
}

void add_line(LogPage& page, std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (!line.empty()) page.lines.emplace_back(line);
}

std::uint64_t chunk_before(std::uint64_t to) {
  return to - std::min<std::uint64_t>(to, kLogChunkBytes);
}

}  // namespace

Result<std::string> PagedLog::read(std::uint64_t from) const {
  TUNER_ASSIGN_OR_RETURN(LogChunk chunk, backend_.read_log(run_, from));
  return std::move(chunk.text);
}

// In few readings: by doubling, then by halving.
Result<std::uint64_t> PagedLog::end() const {
  std::uint64_t low = 0, high = 1;  // chunks: that of `low` is there, that of `high` perhaps
  while (true) {
    TUNER_ASSIGN_OR_RETURN(const std::string text, read(high * kLogChunkBytes));
    if (text.empty()) break;
    low = std::exchange(high, 2 * high);
  }
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    TUNER_ASSIGN_OR_RETURN(const std::string text, read(middle * kLogChunkBytes));
    (text.empty() ? high : low) = middle;
  }
  TUNER_ASSIGN_OR_RETURN(const std::string text, read(low * kLogChunkBytes));
  return low * kLogChunkBytes + text.size();
}

Result<std::uint64_t> PagedLog::end_of_whole_lines() const {
  TUNER_ASSIGN_OR_RETURN(const std::uint64_t all, end());
  if (ended_) return all;
  const std::uint64_t begin = chunk_before(all);
  TUNER_ASSIGN_OR_RETURN(const std::string text, read(begin));
  const std::size_t last = text.rfind('\n');
  return last == std::string::npos ? begin : begin + last + 1;
}

Result<LogPage> PagedLog::after(std::uint64_t from, std::size_t most) const {
  TUNER_ASSIGN_OR_RETURN(const std::string text, read(from));
  LogPage page{.from = from, .to = from};
  std::string_view rest = text;
  const bool is_last = ended_ && rest.size() < kLogChunkBytes;
  while (page.lines.size() < most) {
    const std::size_t taken = first_line(rest, is_last);
    if (taken == 0) break;
    add_line(page, rest.substr(0, taken));
    rest.remove_prefix(taken);
    page.to += taken;
  }
  return page;
}

Result<LogPage> PagedLog::before(std::uint64_t to, std::size_t most) const {
  const std::uint64_t begin = chunk_before(to);
  TUNER_ASSIGN_OR_RETURN(const std::string text, read(begin));
  std::string_view rest = std::string_view(text).substr(0, to - begin);
  if (!rest.empty()) to = begin + rest.size();  // there may be less
  LogPage page{.from = to, .to = to};
  while (page.lines.size() < most && !rest.empty()) {
    const std::size_t taken = last_line(rest, begin == 0, page.from < to);
    if (taken == 0) break;
    add_line(page, rest.substr(rest.size() - taken));
    rest.remove_suffix(taken);
    page.from -= taken;
  }
  std::ranges::reverse(page.lines);
  return page;
}

Result<LogPage> PagedLog::last(std::size_t most) const {
  TUNER_ASSIGN_OR_RETURN(const std::uint64_t to, end_of_whole_lines());
  return before(to, most);
}

}  // namespace tuner::sagemaker
