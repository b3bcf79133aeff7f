// Bytes as hexadecimal digits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tuner {

std::string to_hex(std::string_view bytes);  // small digits, two for each byte

// nullopt: an odd number of digits, or something else than small digits.
std::optional<std::string> from_hex(std::string_view digits);

}  // namespace tuner
