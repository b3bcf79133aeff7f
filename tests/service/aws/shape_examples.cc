#include "tests/service/aws/shape_examples.h"

#include <algorithm>

#include "tests/service/aws/pattern_examples.h"

namespace tuner::aws {
namespace {

using nlohmann::json;

std::size_t shortest_of(const Shape& shape) {
  const std::size_t least = static_cast<std::size_t>(shape.min.value_or(0));
  return shape.pattern.empty() ? least : std::max(least, PatternExamples(shape.pattern).shortest());
}

bool matches(const Shape& shape, const std::string& text) {
  return shape.expression->test(text) == Pattern::Outcome::kMatch;
}

json structure_of(const Shape& shape) {
  json value = json::object();
  for (const Member& member : shape.members) {
    if (member.required) value[member.name] = example(*member.shape);
  }
  return value;
}

}  // namespace

json example(const Shape& shape) {
  switch (shape.kind) {
    case ShapeKind::kStructure:
      return structure_of(shape);
    case ShapeKind::kList:
      return list_of(shape, static_cast<std::size_t>(shape.min.value_or(0)));
    case ShapeKind::kMap:
      return map_of(shape, static_cast<std::size_t>(shape.min.value_or(0)));
    case ShapeKind::kString:
      return shape.choices.empty() ? text_of_length(shape, shortest_of(shape)).value()
                                   : shape.choices.front();
    case ShapeKind::kInteger:
    case ShapeKind::kLong:
      return shape.min.value_or(0);
    case ShapeKind::kFloat:
    case ShapeKind::kDouble:
      return 0.5;
    case ShapeKind::kBoolean:
      return true;
    case ShapeKind::kTimestamp:
      break;
  }
  return 1767323040.5;
}

std::optional<std::string> text_of_length(const Shape& shape, std::size_t length) {
  if (shape.pattern.empty()) return std::string(length, 'a');
  return PatternExamples(shape.pattern).of_length(length);
}

std::optional<std::string> text_beside_pattern(const Shape& shape) {
  const std::size_t length = std::max<std::size_t>(1, shortest_of(shape));
  const std::string good = text_of_length(shape, length).value_or(std::string(length, 'a'));
  for (const char stranger : {'!', ' ', '-', '\n', '*'}) {
    for (const std::size_t place : {std::size_t{0}, length - 1}) {
      std::string text = good;
      text[place] = stranger;
      if (!matches(shape, text)) return text;
    }
  }
  return std::nullopt;
}

json list_of(const Shape& list, std::size_t size) {
  json value = json::array();
  const json element = size == 0 ? json() : example(*list.element);
  for (std::size_t i = 0; i < size; ++i) value.push_back(element);
  return value;
}

json map_of(const Shape& map, std::size_t size) {
  json value = json::object();
  const json element = size == 0 ? json() : example(*map.element);
  for (std::size_t i = 0; i < size; ++i) value["k" + std::to_string(i)] = element;
  return value;
}

}  // namespace tuner::aws
