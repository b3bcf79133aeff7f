#include "metrics/finding.h"

#include <charconv>
#include <cmath>
#include <cstdlib>

namespace tuner {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\v\f";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

std::optional<double> parse_metric_value(std::string_view text) {
  constexpr std::string_view kBehindANumber = ",;)]";
  text = trimmed(text);
  if (!text.empty() && kBehindANumber.find(text.back()) != std::string_view::npos)
    text.remove_suffix(1);
  if (text.ends_with(')')) return std::nullopt;  // from_chars would take "nan(0)"
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  double value = 0.0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  if (problem == std::errc::invalid_argument || stop != end) return std::nullopt;
  if (problem == std::errc::result_out_of_range)
    return std::strtod(std::string(text).c_str(), nullptr);
  return value;
}

std::optional<std::int64_t> parse_step(std::string_view text) {
  text = trimmed(text);
  std::int64_t step = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, step);
  if (problem == std::errc() && stop == end) return step;
  constexpr double kLargestExact = 9007199254740992.0;  // 2^53
  const auto number = parse_metric_value(text);
  if (!number || !(std::abs(*number) <= kLargestExact) || *number != std::trunc(*number)) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*number);
}

}  // namespace tuner
