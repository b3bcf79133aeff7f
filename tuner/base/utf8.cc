#include "tuner/base/utf8.h"

namespace tuner {
namespace {

unsigned byte_at(std::string_view bytes, std::size_t i) {
  return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
}

// The length of the well-formed sequence at `i`; 0 if there is none.
std::size_t sequence_length(std::string_view bytes, std::size_t i) {
  const unsigned lead = byte_at(bytes, i);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf5   ? 0
                             : lead >= 0xf0 ? 4
                             : lead >= 0xe0 ? 3
                             : lead >= 0xc2 ? 2
                                            : 0;
  const unsigned second = byte_at(bytes, i + 1);
  if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second >= 0xa0) ||
      (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second >= 0x90)) {
    return 0;
  }
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte_at(bytes, i + k) & 0xc0) != 0x80) return 0;
  }
  return length;
}

}  // namespace

std::size_t valid_utf8_prefix(std::string_view bytes) {
  std::size_t i = 0;
  while (i < bytes.size()) {
    const std::size_t length = sequence_length(bytes, i);
    if (length == 0) break;
    i += length;
  }
  return i;
}

std::string_view whole_characters(std::string_view text) {
  constexpr std::size_t kLongest = 4;  // bytes of a character
  const std::size_t valid = valid_utf8_prefix(text);
  return valid > 0 && text.size() - valid < kLongest ? text.substr(0, valid) : text;
}

std::string shortened_to_bytes(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  text = text.substr(0, max_bytes);
  return std::string(text.substr(0, valid_utf8_prefix(text))) + "…";
}

}  // namespace tuner
