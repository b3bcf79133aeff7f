#include "service/http/message.h"

#include <algorithm>

#include "tuner/base/text.h"
#include "tuner/base/utf8.h"

namespace tuner::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower_case(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The byte of the percent-escape that `text` begins with.
std::optional<char> escaped_byte(std::string_view text) {
  if (text.size() < 3) return std::nullopt;
  const int high = hex_digit(text[1]), low = hex_digit(text[2]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

void append_escaped(std::string& out, char c) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
}

bool stays_escaped(char c) {
  return c == '/' || c == '\\' || c == '%' || static_cast<unsigned char>(c) < ' ' || c == '\x7f';
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// What is not UTF-8 gets its escapes back.
std::string with_text_only(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const std::size_t valid = valid_utf8_prefix(bytes);
    out += bytes.substr(0, valid);
    bytes.remove_prefix(valid);
    if (bytes.empty()) break;
    append_escaped(out, bytes.front());
    bytes.remove_prefix(1);
  }
  return out;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return lower_case(x) == lower_case(y);
  });
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& [each, value] : fields_) {
    if (same_name(each, name)) return trimmed(value);
  }
  return std::nullopt;
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [each, value] : fields_) {
    if (same_name(each, name)) values.push_back(trimmed(value));
  }
  return values;
}

Response text_response(int status, std::string text) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(text) + "\n"};
}

std::optional<std::string> decoded_path(std::string_view raw) {
  std::string out;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '%') {
      out += raw[i];
      continue;
    }
    const std::optional<char> c = escaped_byte(raw.substr(i));
    if (!c) return std::nullopt;
    i += 2;
    if (stays_escaped(*c)) {
      append_escaped(out, *c);
    } else {
      out += *c;
    }
  }
  return with_text_only(out);
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::optional<char> c = text[i] == '%' ? escaped_byte(text.substr(i)) : text[i];
    if (!c) return std::nullopt;
    if (text[i] == '%') i += 2;
    out += *c;
  }
  return out;
}

}  // namespace tuner::http
