#include "tuner/job/scalars.h"

#include <cmath>
#include <span>
#include <utility>

namespace tuner {
namespace {

struct Unit {
  std::string_view name;
  double size;
};
constexpr Unit kTimes[] = {{"ms", 1.0}, {"s", 1e3}, {"m", 60e3}, {"h", 3600e3}, {"d", 86400e3}};
constexpr Unit kSizes[] = {{"", 1.0},
                           {"k", 1e3},
                           {"M", 1e6},
                           {"G", 1e9},
                           {"T", 1e12},
                           {"Ki", 0x1p10},
                           {"Mi", 0x1p20},
                           {"Gi", 0x1p30},
                           {"Ti", 0x1p40}};

constexpr double kLongestDuration = 1e14;  // milliseconds, about 3,000 years: far from any overflow
constexpr double kLargestSize = 0x1p53;    // bytes; whole numbers are exact below

std::optional<double> size_of_unit(std::string_view name, std::span<const Unit> units) {
  for (const Unit& unit : units) {
    if (unit.name == name) return unit.size;
  }
  return std::nullopt;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Takes the digits, then the letters, off the front of `text`.
std::pair<std::string_view, std::string_view> take_amount(std::string_view& text) {
  std::size_t digits = 0;
  while (digits < text.size() && !is_letter(text[digits])) ++digits;
  std::size_t letters = digits;
  while (letters < text.size() && is_letter(text[letters])) ++letters;
  const std::pair taken{text.substr(0, digits), text.substr(digits, letters - digits)};
  text.remove_prefix(letters);
  return taken;
}

std::optional<std::chrono::milliseconds> to_milliseconds(double count) {
  if (!(std::abs(count) <= kLongestDuration)) return std::nullopt;
  return std::chrono::milliseconds(std::llround(count));
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  if (const auto seconds = parse_number(text)) return to_milliseconds(*seconds * 1e3);
  double sum = 0.0;
  do {
    const auto [digits, name] = take_amount(text);
    const auto amount = parse_number(digits);
    const auto unit = size_of_unit(name, kTimes);
    if (!amount || *amount < 0.0 || !unit) return std::nullopt;
    sum += *amount * *unit;
  } while (!text.empty());
  return to_milliseconds(sum);
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  if (const auto bytes = parse_whole<std::uint64_t>(text)) return bytes;
  auto [digits, name] = take_amount(text);
  if (name.ends_with('B')) name.remove_suffix(1);
  const auto amount = parse_number(digits);
  const auto unit = size_of_unit(name, kSizes);
  if (!text.empty() || !amount || !unit || *amount < 0.0) return std::nullopt;
  const double bytes = *amount * *unit;
  if (bytes > kLargestSize) return std::nullopt;
  return static_cast<std::uint64_t>(std::llround(bytes));
}

std::optional<bool> parse_boolean(std::string_view text) {
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  return std::nullopt;
}

Category parse_category(std::string_view text, bool quoted) {
  auto kind = Category::Kind::kString;
  if (!quoted && parse_number(text)) kind = Category::Kind::kNumber;
  if (!quoted && parse_boolean(text)) kind = Category::Kind::kBoolean;
  return {std::string(text), kind};
}

}  // namespace tuner
