#include "tests/service/aws/expected_rules.h"

#include <vector>

namespace tuner::aws {
namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

bool is_sized(const Shape& shape) {
  return shape.kind == ShapeKind::kString || shape.kind == ShapeKind::kList ||
         shape.kind == ShapeKind::kMap;
}

}  // namespace

std::string at_most(const Shape& shape) {
  return std::string("Member must have ") + (is_sized(shape) ? "length" : "value") +
         " less than or equal to " + std::to_string(*shape.max);
}

std::string at_least(const Shape& shape) {
  return std::string("Member must have ") + (is_sized(shape) ? "length" : "value") +
         " greater than or equal to " + std::to_string(*shape.min);
}

std::string pattern_rule(const Shape& shape) {
  return "Member must satisfy regular expression pattern: " + shape.pattern;
}

std::string choice_rule(const Shape& shape) {
  return "Member must satisfy enum value set: [" + joined(shape.choices) + "]";
}

std::string every_rule(const Shape& shape) {
  std::vector<std::string> rules;
  if (shape.max) rules.push_back(at_most(shape));
  if (shape.min) rules.push_back(at_least(shape));
  if (!shape.pattern.empty()) rules.push_back(pattern_rule(shape));
  if (!shape.choices.empty()) rules.push_back(choice_rule(shape));
  return "[" + joined(rules) + "]";
}

}  // namespace tuner::aws
