// What one definition found in one line, before it is counted and becomes a metric point.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tuner {

struct Finding {
  std::size_t definition = 0;             // index into the list of definitions
  std::string text;                       // what was found, as it stands in the line
  std::optional<double> value = {};       // unset: the text is no number
  std::optional<std::int64_t> step = {};  // unset: the line does not say
};

// The whole of `text`, surrounding blanks aside, as a number: "0.5", "+.5", "1e-3", "NaN", "-inf",
// "Infinity" in any case. One ",", ";", ")" or "]" behind it belongs to the sentence around: (\S+) takes it along. Beyond the range
// of double it is infinite or zero, as in Python. "1_000", "1,5", "0x10" and "95%" are no numbers.
std::optional<double> parse_metric_value(std::string_view text);

// A whole number, also written "3.0".
std::optional<std::int64_t> parse_step(std::string_view text);

}  // namespace tuner
