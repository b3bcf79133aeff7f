#include "metrics/line_splitter.h"

#include <algorithm>

namespace tuner {
namespace {

constexpr char kNul = '\0', kBell = '\a', kLineFeed = '\n', kCarriageReturnByte = '\r',
               kEsc = '\x1b';

// Everything with a meaning here is at most ESC; tabs and their like are let through one at a time.
bool is_plain(char c) { return static_cast<unsigned char>(c) > kEsc; }
bool within(unsigned char byte, unsigned char low, unsigned char high) {
  return low <= byte && byte <= high;
}

}  // namespace

// The length of the run of plain bytes at the start; whole blocks first, which the compiler turns
// into vector instructions.
std::size_t LineSplitter::plain_prefix(std::string_view text) const {
  constexpr std::size_t kBlock = 32;
  std::size_t length = 0;
  for (; length + kBlock <= text.size(); length += kBlock) {
    bool plain = true;
    for (std::size_t i = 0; i < kBlock; ++i) plain &= is_plain(text[length + i]);
    if (!plain) break;
  }
  while (length < text.size() && is_plain(text[length])) ++length;
  return length;
}

void LineSplitter::keep(std::string_view text) {
  const std::size_t room = kMaxLineBytes - line_.size();
  cut_ |= text.size() > room;
  line_.append(text.substr(0, room));
}

void LineSplitter::feed(std::string_view chunk, const OnLine& on_line) {
  while (!chunk.empty()) {
    const std::size_t plain = state_ == State::kText ? plain_prefix(chunk) : 0;
    keep(chunk.substr(0, plain));
    offset_ += plain;
    chunk.remove_prefix(plain);
    if (chunk.empty()) return;
    consume(chunk.front(), on_line);
    chunk.remove_prefix(1);
  }
}

void LineSplitter::consume(char byte, const OnLine& on_line) {
  if (state_ == State::kCarriageReturn && byte != kLineFeed) end_line(false, on_line);
  ++offset_;
  if (byte == kLineFeed) {
    end_line(true, on_line);
  } else if (byte == kCarriageReturnByte) {
    state_ = State::kCarriageReturn;
  } else if (byte == kEsc) {
    state_ = State::kEscape;
  } else if (state_ == State::kText) {
    if (byte != kNul) keep({&byte, 1});
  } else {
    consume_escape(static_cast<unsigned char>(byte));
  }
}

// ECMA-48, 5.3 to 5.6. A byte that cannot belong to the sequence ends it and is text.
void LineSplitter::consume_escape(unsigned char byte) {
  const char text = static_cast<char>(byte);
  if (state_ == State::kString) {
    if (text == kBell) state_ = State::kText;
    return;
  }
  if (state_ == State::kEscape) {
    if (text == '[') {
      state_ = State::kControlSequence;
    } else if (text == ']' || text == 'P' || text == 'X' || text == '^' || text == '_') {
      state_ = State::kString;
    } else if (!within(byte, 0x20, 0x2f)) {
      state_ = State::kText;
      if (!within(byte, 0x30, 0x7e) && text != kNul) keep({&text, 1});
    }
    return;
  }
  if (within(byte, 0x20, 0x3f)) return;
  state_ = State::kText;
  if (!within(byte, 0x40, 0x7e) && text != kNul) keep({&text, 1});
}

// Called with offset_ just behind the end of the line.
void LineSplitter::end_line(bool line_feed, const OnLine& on_line) {
  state_ = State::kText;
  complete_offset_ = offset_;
  on_line({line_, number_, cut_});
  line_.clear();
  cut_ = false;
  if (line_feed) ++number_;
}

void LineSplitter::finish(const OnLine& on_line) {
  if (offset_ > complete_offset_) end_line(false, on_line);
}

}  // namespace tuner
