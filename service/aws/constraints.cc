#include "service/aws/constraints.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "tuner/base/utf8.h"

namespace tuner::aws {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestShown = 1024;    // bytes
constexpr double kFirstTime = -62135596800.0;  // year 1, as far as clients can say it
constexpr double kLastTime = 253402300800.0;   // year 10000
constexpr double kTwoTo63 = 9223372036854775808.0;

std::string token_name(const json& value) {
  switch (value.type()) {
    case json::value_t::string:
      return "STRING_VALUE";
    case json::value_t::boolean:
      return value.get<bool>() ? "TRUE_VALUE" : "FALSE_VALUE";
    case json::value_t::number_float:
      return "DECIMAL_VALUE";
    default:
      return "NUMBER_VALUE";
  }
}

std::string kind_name(ShapeKind kind) {
  switch (kind) {
    case ShapeKind::kString:
      return "a String";
    case ShapeKind::kInteger:
      return "an Integer";
    case ShapeKind::kLong:
      return "a Long";
    case ShapeKind::kFloat:
      return "a Float";
    case ShapeKind::kDouble:
      return "a Double";
    case ShapeKind::kBoolean:
      return "a Boolean";
    default:
      return "a Timestamp";
  }
}

// Whether a number is whole and within 32 or 64 bits; "3.0" is.
bool is_whole(const json& value, ShapeKind kind) {
  if (!value.is_number()) return false;
  if (value.is_number_unsigned() &&
      value.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
    return false;
  }
  if (value.is_number_float()) {
    const double number = value.get<double>();
    if (std::trunc(number) != number || number < -kTwoTo63 || number >= kTwoTo63) return false;
  }
  const auto number = value.get<std::int64_t>();
  return kind == ShapeKind::kLong || number == static_cast<std::int32_t>(number);
}

bool is_time(const json& value) {
  if (!value.is_number()) return false;
  const double seconds = value.get<double>();
  return seconds >= kFirstTime && seconds < kLastTime;
}

// How the services' JSON writes the numbers that JSON has not; none where it is none of these.
std::optional<double> number_beyond_json(const json& value) {
  if (value == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (value == "Infinity") return std::numeric_limits<double>::infinity();
  if (value == "-Infinity") return -std::numeric_limits<double>::infinity();
  return std::nullopt;
}

bool is_scalar_of(const json& value, ShapeKind kind) {
  switch (kind) {
    case ShapeKind::kString:
      return value.is_string();
    case ShapeKind::kInteger:
    case ShapeKind::kLong:
      return is_whole(value, kind);
    case ShapeKind::kFloat:
    case ShapeKind::kDouble:
      return number_beyond_json(value) || (value.is_number() && std::isfinite(value.get<double>()));
    case ShapeKind::kBoolean:
      return value.is_boolean();
    default:
      return is_time(value);
  }
}

// Of text: Unicode code points, which is how Smithy defines the length that a service's model bounds.
double length_of(const json& value) {
  if (!value.is_string()) return static_cast<double>(value.size());
  const auto& text = value.get_ref<const std::string&>();
  return static_cast<double>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

double number_of(const json& value) {
  const auto beyond = number_beyond_json(value);
  return beyond ? *beyond : value.get<double>();
}

bool has_length(ShapeKind kind) {
  return kind == ShapeKind::kString || kind == ShapeKind::kList || kind == ShapeKind::kMap;
}

std::string bound_text(const Shape& shape, const char* which, std::int64_t bound) {
  return std::string("Member must have ") + (has_length(shape.kind) ? "length " : "value ") +
         which + " than or equal to " + std::to_string(bound);
}

std::string pattern_text(const Shape& shape) {
  return "Member must satisfy regular expression pattern: " + shape.pattern;
}

std::string choices_text(const Shape& shape) {
  std::string text = "Member must satisfy enum value set: [";
  for (const std::string& choice : shape.choices) {
    if (&choice != &shape.choices.front()) text += ", ";
    text += choice;
  }
  return text + "]";
}

void append_shown(const json& value, std::string& text) {
  if (value.is_string()) {
    text += shortened_to_bytes(value.get_ref<const std::string&>(), kLongestShown);
  } else if (value.is_structured()) {
    text += value.is_array() ? '[' : '{';
    bool first = true;
    for (auto each = value.begin(); each != value.end() && text.size() <= kLongestShown; ++each) {
      if (!std::exchange(first, false)) text += ", ";
      if (value.is_object()) text += shortened_to_bytes(each.key(), kLongestShown) + '=';
      append_shown(*each, text);
    }
    text += value.is_array() ? ']' : '}';
  } else {
    text += value.dump();
  }
}

}  // namespace

std::string type_clash(const json& value, const Shape& shape) {
  switch (shape.kind) {
    case ShapeKind::kStructure:
      return value.is_object() ? "" : "Expected structure or null";
    case ShapeKind::kMap:
      return value.is_object() ? "" : "Expected map or null";
    case ShapeKind::kList:
      return value.is_array() ? "" : "Expected list or null";
    default:
      break;
  }
  if (value.is_object()) return "Start of structure or map found where not expected";
  if (value.is_array()) return "Start of list found where not expected";
  if (is_scalar_of(value, shape.kind)) return "";
  return token_name(value) + " can not be converted to " + kind_name(shape.kind);
}

std::vector<std::string> broken_constraints(const json& value, const Shape& shape) {
  std::vector<std::string> broken;
  if (shape.max || shape.min) {
    const double measured = has_length(shape.kind) ? length_of(value) : number_of(value);
    if (shape.max && measured > static_cast<double>(*shape.max))
      broken.push_back(bound_text(shape, "less", *shape.max));
    if (shape.min && measured < static_cast<double>(*shape.min)) {
      broken.push_back(bound_text(shape, "greater", *shape.min));
    }
  }
  // An expression that meets its limit has not matched: what cannot be checked is refused.
  if (shape.expression &&
      shape.expression->test(value.get_ref<const std::string&>()) != Pattern::Outcome::kMatch) {
    broken.push_back(pattern_text(shape));
  }
  if (!shape.choices.empty() &&
      std::count(shape.choices.begin(), shape.choices.end(), value.get_ref<const std::string&>()) ==
          0) {
    broken.push_back(choices_text(shape));
  }
  return broken;
}

std::string all_constraints(const Shape& shape) {
  std::string text;
  const auto add = [&](const std::string& constraint) {
    text += (text.empty() ? "" : ", ") + constraint;
  };
  if (shape.max) add(bound_text(shape, "less", *shape.max));
  if (shape.min) add(bound_text(shape, "greater", *shape.min));
  if (!shape.pattern.empty()) add(pattern_text(shape));
  if (!shape.choices.empty()) add(choices_text(shape));
  return text;
}

std::string shown_value(const json& value) {
  std::string text;
  append_shown(value, text);
  return shortened_to_bytes(text, kLongestShown);
}

}  // namespace tuner::aws
