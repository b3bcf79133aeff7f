// Whether bytes from outside are text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tuner {

// How many bytes from the beginning are well-formed UTF-8 (RFC 3629: shortest forms, no surrogates, at most U+10FFFF);
// bytes.size() when all are.
std::size_t valid_utf8_prefix(std::string_view bytes);

// Whole characters of a text of which more may follow: without the beginning of one at its end. What is no text stays whole.
std::string_view whole_characters(std::string_view text);

// For messages: at most `max_bytes` of the text, cut between characters and ended with "…" where something is left out.
std::string shortened_to_bytes(std::string_view text, std::size_t max_bytes);

}  // namespace tuner
