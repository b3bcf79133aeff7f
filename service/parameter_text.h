// A parameter's value as people and programs write it.
#pragma once

#include <optional>
#include <string>

#include "tuner/space/parameter.h"

namespace tuner {

// 3.0 is read as the integer 3, True as the category true. A text that is none of the categories is a category that fits nowhere.
// nullopt: no number. Ranges are not looked at.
std::optional<ParameterValue> read_parameter_value(const Domain& domain, const std::string& text);

// But for the rounding of numbers that were written and read again.
bool nearly_equal(const ParameterValue& a, const ParameterValue& b);

}  // namespace tuner
