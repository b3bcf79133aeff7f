// Small helpers for texts: "did you mean" for messages to people, places inside a document, lower case.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tuner {

// The candidate most like `text`, or nullopt when none is near enough to be a slip of the keyboard. Case, '-' and '_' count
// for nothing; ties go to the earlier candidate. Near: at most one edit for every three characters, or a common beginning of
// which `text` is the whole. An edit inserts, drops, changes or swaps neighbouring characters [Damerau1964].
std::optional<std::string> nearest_name(std::string_view text,
                                        std::span<const std::string> candidates);

// "; did you mean 'solver'?" to end a sentence with; empty when no candidate is near.
std::string did_you_mean(std::string_view text, std::span<const std::string> candidates);

// "'random', 'sobol', 'grid'".
std::string quoted_list(std::span<const std::string> names);

// ASCII letters in lower case, other bytes as they are, whatever the locale.
constexpr char lower_case(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string lower_case(std::string_view text);

// A name as one token of a JSON pointer: '~' becomes "~0", '/' becomes "~1" (RFC 6901).
std::string pointer_token(std::string_view name);

}  // namespace tuner
