// Files of shapes become Shapes.
#pragma once

#include <string_view>
#include <vector>

#include "service/aws/shapes.h"
#include "tuner/base/result.h"

namespace tuner::aws {

// The texts are JSON in the form of service/aws/shapes/sagemaker.json; of two that describe one service, the later adds to the
// earlier. `relaxations` is in the form of relaxed.json, or empty: {service: {shape: {"instead": {constraint: value or null},
// "reason": text}}}. kInvalidArgument for what is no such text: a shape that does not exist, a pattern that does not compile, a
// relaxation of nothing.
Result<Shapes> read_shapes(const std::vector<std::string_view>& texts,
                           std::string_view relaxations);

}  // namespace tuner::aws
