// What a piece of text means: numbers, durations, sizes. std::nullopt where it means nothing of the
// kind.
#pragma once

#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "tuner/space/configuration.h"

namespace tuner {

// Decimal and finite: "3", "-0.5", "1e-4", "+.5".
std::optional<double> parse_number(std::string_view text);

// "10m", "1h30m", "45s", "250ms", "2d"; a number alone counts seconds. To the nearest millisecond.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// "100MB", "1.5GiB", "64k"; a number alone counts bytes. k, M, G and T are decimal; Ki, Mi, Gi and
// Ti binary.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

// "true" and "false", also capitalised as Python and YAML write them.
std::optional<bool> parse_boolean(std::string_view text);

// An unquoted scalar is a number or a boolean where it reads as one; its text is kept in any case.
Category parse_category(std::string_view text, bool quoted);

// Decimal digits with an optional sign, in the range of `Integral`.
template <class Integral>
std::optional<Integral> parse_whole(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  Integral value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace tuner
