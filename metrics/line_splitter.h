// Chunks of a log in, clean lines out: the first station of every scraper.
//
//   LF, CR LF        one end of a line
//   CR               ends a segment (a progress bar redrawing itself), which is a line of its own
//   ESC sequences    removed: colours, cursor moves, titles (ECMA-48 CSI, OSC and the like); none
//                    outlives its line
//   NUL              removed, as a terminal does; any other byte stays
//
// The state is a function of the bytes fed so far: how they were chopped never shows. That is why a
// CR at the end of the input waits for the next byte before its line is handed on: the byte may be
// the LF that belongs to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tuner {

struct Line {
  std::string_view text;  // valid during the call only
  std::uint64_t number =
      1;             // as an editor counts: from 1, by LF; the segments of a progress bar share one
  bool cut = false;  // longer than the cap; text is its beginning
};

class LineSplitter {
 public:
  using OnLine = std::function<void(const Line&)>;
  static constexpr std::size_t kMaxLineBytes = 64 * 1024;

  void feed(std::string_view chunk, const OnLine& on_line);
  // Hands on a last line without an end. feed() must not follow.
  void finish(const OnLine& on_line);

  // Bytes up to and including the last complete line: a splitter that starts there continues as
  // this one would.
  std::uint64_t complete_offset() const { return complete_offset_; }
  // The first byte of the next feed() is byte `offset` of the log. To be called before feed().
  void start_at(std::uint64_t offset) { offset_ = complete_offset_ = offset; }

 private:
  enum class State {
    kText,
    kCarriageReturn,   // seen, and not yet what follows it
    kEscape,           // after ESC and its intermediate bytes
    kControlSequence,  // after ESC [, until a final byte
    kString,           // after ESC ] and the like, until BEL or ESC
  };

  std::size_t plain_prefix(std::string_view text) const;
  void keep(std::string_view text);
  void consume(char byte, const OnLine& on_line);
  void consume_escape(unsigned char byte);
  void end_line(bool line_feed, const OnLine& on_line);

  State state_ = State::kText;
  std::string line_;
  bool cut_ = false;
  std::uint64_t number_ = 1;
  std::uint64_t offset_ = 0, complete_offset_ = 0;
};

}  // namespace tuner
