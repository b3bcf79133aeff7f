// The log of a run in pages of whole lines, forwards and backwards.
//
// A page is read at once, at most kLogChunkBytes of it, so that long logs cost no memory. A line that is longer comes in pieces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tuner/backend.h"

namespace tuner::sagemaker {

// Where it begins and ends in the log, in bytes; no line is empty, or has its end.
struct LogPage {
  std::vector<std::string> lines = {};
  std::uint64_t from = 0, to = 0;
};

class PagedLog {
 public:
  // Both must outlive it. A run that has `ended` prints nothing more: its last line needs no end.
  PagedLog(Backend& backend, const RunHandle& run, bool ended)
      : backend_(backend), run_(run), ended_(ended) {}

  // At most `most` lines; empty pages at the end, and at the beginning. Errors are those of Backend::read_log().
  Result<LogPage> after(std::uint64_t from, std::size_t most) const;
  Result<LogPage> before(std::uint64_t to, std::size_t most) const;
  Result<LogPage> last(std::size_t most) const;

 private:
  Result<std::string> read(std::uint64_t from) const;
  Result<std::uint64_t> end() const;  // of all that is there
  Result<std::uint64_t> end_of_whole_lines() const;

  Backend& backend_;
  const RunHandle& run_;
  bool ended_;
};

}  // namespace tuner::sagemaker
