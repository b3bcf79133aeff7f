#include "service/aws/validation.h"

#include <nlohmann/json.hpp>

#include "service/aws/constraints.h"
#include "tuner/base/text.h"
#include "tuner/base/utf8.h"

namespace tuner::aws {
namespace {

using nlohmann::json;

constexpr std::size_t kMostViolations = 100;
constexpr std::size_t kMostUnknown = 20;
constexpr std::size_t kLongestKey = 64;  // bytes of a key, in places
constexpr int kDeepestValue = 100;
constexpr const char* kNotNull = "Member must not be null";

bool is_scalar(const Shape& shape) {
  return shape.kind != ShapeKind::kStructure && shape.kind != ShapeKind::kList &&
         shape.kind != ShapeKind::kMap;
}

std::string joined(const std::string& place, const std::string& step) {
  return place.empty() ? step : place + "." + step;
}

std::string member_place(const std::string& place, const std::string& name) {
  std::string step = shortened_to_bytes(name, kLongestKey);
  if (!step.empty()) step[0] = lower_case(step[0]);
  return joined(place, step);
}

std::string element_place(const std::string& place, std::size_t index) {
  return joined(place, std::to_string(index + 1) + ".member");
}

std::string value_place(const std::string& place, const std::string& key) {
  return joined(place, shortened_to_bytes(key, kLongestKey) + ".member");
}

class Walk {
 public:
  explicit Walk(bool null_is_absent) : null_is_absent_(null_is_absent) {}

  void visit(const json& value, const Shape& shape, const std::string& place, int depth) {
    if (value.is_null()) return violate(place, nullptr, kNotNull);
    std::string clash =
        depth > kDeepestValue ? "The value is nested too deeply" : type_clash(value, shape);
    if (!clash.empty()) {
      findings_.clash = clash + (place.empty() ? "" : " at '" + place + "'");
      return;
    }
    for (std::string& constraint : broken_constraints(value, shape)) {
      violate(place, value, std::move(constraint));
    }
    if (shape.kind == ShapeKind::kStructure) visit_members(value, shape, place, depth);
    if (shape.kind == ShapeKind::kList) visit_elements(value, *shape.element, place, depth);
    if (shape.kind == ShapeKind::kMap) visit_entries(value, shape, place, depth);
  }

  Findings findings() && { return std::move(findings_); }

 private:
  void visit_members(const json& value, const Shape& shape, const std::string& place, int depth) {
    for (const Member& member : shape.members) {
      const auto found = value.find(member.name);
      const bool is_absent = found == value.end() || (found->is_null() && null_is_absent_);
      if (is_absent && !member.required) continue;
      const std::string at = member_place(place, member.name);
      if (is_absent) {
        violate(at, nullptr, kNotNull);
      } else {
        visit(*found, *member.shape, at, depth + 1);
      }
      if (has_clash()) return;
    }
    if (shape.opaque) return;
    for (auto each = value.begin(); each != value.end(); ++each) {
      if (shape.find(each.key()) == nullptr) note_unknown(each.key(), shape, place);
    }
  }

  // Services name an element that is a structure by its number, and speak of one that is a text or a number as a constraint
  // on the list.
  void visit_elements(const json& value,
                      const Shape& element,
                      const std::string& place,
                      int depth) {
    bool is_broken = false;
    for (std::size_t i = 0; i < value.size() && !has_clash(); ++i) {
      is_broken |= visit_element(value[i], element, element_place(place, i), depth);
    }
    if (is_broken) {
      violate(place, value, "Member must satisfy constraint: [" + all_constraints(element) + "]");
    }
  }

  void visit_entries(const json& value, const Shape& map, const std::string& place, int depth) {
    bool is_key_broken = false, is_value_broken = false;
    for (auto each = value.begin(); each != value.end() && !has_clash(); ++each) {
      is_key_broken |= !broken_constraints(each.key(), *map.key).empty();
      is_value_broken |= visit_element(*each, *map.element, value_place(place, each.key()), depth);
    }
    if (is_key_broken) {
      violate(
          place, value, "Map keys must satisfy constraint: [" + all_constraints(*map.key) + "]");
    }
    if (is_value_broken) {
      violate(place,
              value,
              "Map value must satisfy constraint: [" + all_constraints(*map.element) + "]");
    }
  }

  // Whether it is a text or number that breaks a constraint, which is for the container to say.
  bool visit_element(const json& value, const Shape& shape, const std::string& place, int depth) {
    if (is_scalar(shape) && type_clash(value, shape).empty()) {
      return !broken_constraints(value, shape).empty();
    }
    visit(value, shape, place, depth + 1);
    return false;
  }

  void violate(const std::string& place, const json& value, std::string constraint) {
    if (++findings_.violation_count > kMostViolations) return;
    findings_.violations.push_back(
        {place, value.is_null() ? "null" : "'" + shown_value(value) + "'", std::move(constraint)});
  }

  void note_unknown(const std::string& name, const Shape& shape, const std::string& place) {
    if (findings_.unknown.size() == kMostUnknown) return;
    UnknownMember& unknown = findings_.unknown.emplace_back();
    unknown.at = member_place(place, name);
    if (name.size() > kLongestKey) return;  // nothing that anyone has mistyped
    std::vector<std::string> names;
    for (const Member& member : shape.members) names.push_back(member.name);
    unknown.nearest = nearest_name(name, names);
  }

  bool has_clash() const { return !findings_.clash.empty(); }

  bool null_is_absent_;
  Findings findings_;
};

Findings walked(const json& value, const Shape& root, bool null_is_absent) {
  Walk walk(null_is_absent);
  walk.visit(value, root, "", 0);
  return std::move(walk).findings();
}

std::string sentence(const Violation& violation) {
  return "Value " + violation.value + " at '" + violation.at +
         "' failed to satisfy constraint: " + violation.constraint;
}

}  // namespace

Findings check(const json& value, const Shape& root) { return walked(value, root, true); }

json without_nulls(json value) {
  for (auto each = value.begin(); value.is_structured() && each != value.end();) {
    if (value.is_object() && each->is_null()) {
      each = value.erase(each);
    } else {
      *each = without_nulls(std::move(*each));
      ++each;
    }
  }
  return value;
}

std::optional<Fault> refusal(const Findings& findings) {
  if (!findings.clash.empty()) return Fault{"SerializationException", findings.clash};
  if (findings.violation_count == 0) return std::nullopt;
  std::string message = std::to_string(findings.violation_count) +
                        (findings.violation_count == 1 ? " validation error detected: "
                                                       : " validation errors detected: ");
  for (const Violation& violation : findings.violations) {
    if (&violation != &findings.violations.front()) message += "; ";
    message += sentence(violation);
  }
  if (findings.violation_count > findings.violations.size()) message += "; …";
  return Fault{"ValidationException", message};
}

std::vector<std::string> answer_problems(const json& answer, const Shape* shape) {
  if (shape == nullptr) {
    return answer.empty() ? std::vector<std::string>()
                          : std::vector<std::string>{"The answer should be empty"};
  }
  const Findings findings = walked(answer, *shape, false);
  std::vector<std::string> problems;
  if (!findings.clash.empty()) problems.push_back(findings.clash);
  for (const Violation& violation : findings.violations) problems.push_back(sentence(violation));
  for (const UnknownMember& unknown : findings.unknown) {
    problems.push_back("The shape has no member '" + unknown.at + "'");
  }
  return problems;
}

}  // namespace tuner::aws
