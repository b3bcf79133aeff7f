#include "service/display_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tuner {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";     // …

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;  // bytes
  bool valid = false;
};

std::size_t length_of_lead(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

// The first character of a text that is not empty (RFC 3629: no overlong forms, no surrogates).
CodePoint first_of(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = length_of_lead(lead);
  if (length == 0 || text.size() < length) return {};
  if (length == 1) return {lead, 1, true};
  char32_t value = lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return {};
    value = (value << 6) | (byte & 0x3F);
  }
  constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[length] || value > 0x10FFFF || surrogate) return {};
  return {value, length, true};
}

struct Range {
  char32_t first, last;
};

template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t value) {
  return std::any_of(ranges.begin(), ranges.end(), [value](const Range& range) {
    return range.first <= value && value <= range.last;
  });
}

bool is_control(char32_t value) {
  // C0, DEL and C1, line and paragraph separators, and the marks that change the direction of
  // writing.
  constexpr std::array<Range, 5> kControls = {
      {{0, 0x1F}, {0x7F, 0x9F}, {0x2028, 0x202E}, {0x2066, 0x2069}, {0x200E, 0x200F}}};
  return is_in(kControls, value);
}

std::size_t width_of(char32_t value) {
  // The blocks of Unicode's combining marks and of East Asian width W and F (UAX #11) that text in
  // practice comes from.
  constexpr std::array<Range, 7> kCombining = {{{0x300, 0x36F},
                                                {0x1AB0, 0x1AFF},
                                                {0x1DC0, 0x1DFF},
                                                {0x200B, 0x200D},
                                                {0x20D0, 0x20FF},
                                                {0xFE00, 0xFE0F},
                                                {0xFE20, 0xFE2F}}};
  constexpr std::array<Range, 9> kWide = {{{0x1100, 0x115F},
                                           {0x2E80, 0xA4CF},
                                           {0xAC00, 0xD7A3},
                                           {0xF900, 0xFAFF},
                                           {0xFE30, 0xFE6F},
                                           {0xFF00, 0xFF60},
                                           {0xFFE0, 0xFFE6},
                                           {0x1F300, 0x1FAFF},
                                           {0x20000, 0x3FFFD}}};
  if (is_in(kCombining, value)) return 0;
  return is_in(kWide, value) ? 2 : 1;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  bool after_control = false;
  while (!text.empty()) {
    const CodePoint point = first_of(text);
    const bool control = point.valid && is_control(point.value);
    if (!point.valid) {
      out += kReplacement;
    } else if (!control) {
      out += text.substr(0, point.length);
    } else if (!after_control) {
      out += ' ';
    }
    after_control = control;
    text.remove_prefix(point.length);
  }
  return out;
}

std::string printable_lines(std::string_view text) {
  std::string lines;
  while (true) {
    const std::size_t end = text.find('\n');
    lines += printable(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    lines += '\n';
    text.remove_prefix(end + 1);
  }
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint point = first_of(text);
    width += point.valid ? width_of(point.value) : 1;
    text.remove_prefix(point.length);
  }
  return width;
}

std::string shortened(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  std::size_t bytes = 0;
  std::size_t used = 0;
  while (true) {
    const CodePoint point = first_of(text.substr(bytes));
    const std::size_t next = point.valid ? width_of(point.value) : 1;
    if (used + next > width - 1) break;
    used += next;
    bytes += point.length;
  }
  return std::string(text.substr(0, bytes)) + std::string(kEllipsis);
}

}  // namespace tuner
