// Values that a shape allows, and such that it does not, for tests of requests and answers.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "service/aws/shapes.h"

namespace tuner::aws {

// The smallest value of the shape: required members only, the shortest texts.
nlohmann::json example(const Shape& shape);

// A text that only its length may keep from being of the shape, which has no enum; nullopt where the pattern has none.
std::optional<std::string> text_of_length(const Shape& shape, std::size_t length);

// A text of a legal length that the shape's pattern does not match; nullopt where it matches everything.
std::optional<std::string> text_beside_pattern(const Shape& shape);

// A list of that many elements, a map of that many entries.
nlohmann::json list_of(const Shape& list, std::size_t size);
nlohmann::json map_of(const Shape& map, std::size_t size);

}  // namespace tuner::aws
