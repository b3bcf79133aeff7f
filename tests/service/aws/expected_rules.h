// The constraints of a shape in the words of the real services, written down a second time for the tests.
#pragma once

#include <string>

#include "service/aws/shapes.h"

namespace tuner::aws {

std::string at_most(const Shape& shape);
std::string at_least(const Shape& shape);
std::string pattern_rule(const Shape& shape);
std::string choice_rule(const Shape& shape);
std::string every_rule(const Shape& shape);  // "[…, …]"

}  // namespace tuner::aws
