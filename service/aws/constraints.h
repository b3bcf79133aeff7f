// The constraints of one shape on one value, in the words of the real services. The walk through a whole request is in
// validation.h.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "service/aws/shapes.h"

namespace tuner::aws {

// What keeps a JSON value from being of the shape's kind, as a service says it: "STRING_VALUE can not be converted to an
// Integer"; empty where nothing does. Members and elements are not looked at. Of a Float or Double the texts "NaN", "Infinity" and
// "-Infinity" are values, too: what an operation does with them is its own business.
std::string type_clash(const nlohmann::json& value, const Shape& shape);

// Those constraints of the shape that a value of the right kind breaks: "Member must have length less than or equal to 32".
std::vector<std::string> broken_constraints(const nlohmann::json& value, const Shape& shape);

// All constraints of the shape, with commas between them: how services speak of the elements of a list or map.
std::string all_constraints(const Shape& shape);

// A value as it stands in messages: texts as they are, "[a, b]", "{key=value}"; at most about a thousand bytes of it.
std::string shown_value(const nlohmann::json& value);

}  // namespace tuner::aws
