#include "tests/service/aws/request_cases.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "tests/service/aws/expected_rules.h"
#include "tests/service/aws/shape_examples.h"
#include "tuner/base/text.h"

namespace tuner::aws {
namespace {

using nlohmann::json;
using Pointer = json::json_pointer;

constexpr const char* kSerialization = "SerializationException";
constexpr const char* kValidation = "ValidationException";
constexpr const char* kNotNull = "Member must not be null";

// A place of the request: `request` is good, and has a value of `shape` at `pointer`.
struct Site {
  const Shape* shape;
  json request;
  Pointer pointer;
  std::string at;
  // Of a text or number inside of a list or map, of which a broken constraint is said.
  std::string container = {};
  std::string container_rule = {};  // "Map value must satisfy constraint: "
};

std::string in_camel_case(std::string name) {
  name[0] = lower_case(name[0]);
  return name;
}

std::string step(const std::string& at, const std::string& next) {
  return at.empty() ? next : at + "." + next;
}

bool is_container(const Shape& shape) {
  return shape.kind == ShapeKind::kList || shape.kind == ShapeKind::kMap ||
         shape.kind == ShapeKind::kStructure;
}

class Cases {
 public:
  explicit Cases(const TakeCase& take) : take_(take) {}

  void visit(const Site& site) {
    const bool is_inside_itself = std::count(inside_.begin(), inside_.end(), site.shape) > 1;
    if (is_inside_itself) return;  // a filter within a filter is enough
    inside_.push_back(site.shape);
    wrong_types(site);
    switch (site.shape->kind) {
      case ShapeKind::kStructure:
        structure(site);
        break;
      case ShapeKind::kList:
        list(site);
        break;
      case ShapeKind::kMap:
        map(site);
        break;
      case ShapeKind::kString:
        text(site);
        break;
      case ShapeKind::kInteger:
      case ShapeKind::kLong:
        whole_number(site);
        break;
      default:
        break;
    }
    inside_.pop_back();
  }

 private:
  static json with(const Site& site, const json& value) {
    json request = site.request;
    request[site.pointer] = value;
    return request;
  }

  void good(const Site& site, const json& value, const std::string& what) {
    take_({with(site, value), what});
  }
  void clashes(const Site& site, const json& value, const std::string& what) {
    take_({with(site, value), what, kSerialization, site.at});
  }
  void breaks(const Site& site,
              const json& value,
              const std::string& what,
              const std::string& rule) {
    if (site.container_rule.empty()) {
      take_({with(site, value), what, kValidation, site.at, rule});
    } else {
      const std::string rules = site.container_rule + every_rule(*site.shape);
      take_({with(site, value), what, kValidation, site.container, rules});
    }
  }

  void wrong_types(const Site& site) {
    const ShapeKind kind = site.shape->kind;
    const bool is_whole = kind == ShapeKind::kInteger || kind == ShapeKind::kLong;
    const bool is_number = is_whole || kind == ShapeKind::kFloat || kind == ShapeKind::kDouble ||
                           kind == ShapeKind::kTimestamp;
    if (kind != ShapeKind::kString) clashes(site, "1", "a text");
    if (kind != ShapeKind::kBoolean) clashes(site, true, "a boolean");
    if (kind != ShapeKind::kList) clashes(site, json::array(), "a list");
    if (kind != ShapeKind::kStructure && kind != ShapeKind::kMap)
      clashes(site, json::object(), "an object");
    if (!is_number) clashes(site, 1, "a number");
    if (is_whole) clashes(site, 1.5, "a broken number");
    if (kind == ShapeKind::kInteger) clashes(site, std::int64_t{1} << 31, "more than 32 bits");
    if (kind == ShapeKind::kLong) clashes(site, std::uint64_t{1} << 63, "more than 64 bits");
    if (kind == ShapeKind::kTimestamp) clashes(site, 1e15, "a time of no calendar");
    if (is_number && !is_whole) good(site, 2, "a whole number");
  }

  void structure(const Site& site) {
    for (const Member& member : site.shape->members) {
      Site inner{member.shape,
                 site.request,
                 site.pointer / member.name,
                 step(site.at, in_camel_case(member.name))};
      if (!inner.request.contains(inner.pointer))
        inner.request[inner.pointer] = example(*member.shape);
      if (member.required) {
        json without = site.request;
        without.at(site.pointer).erase(member.name);
        take_({without, "a missing member", kValidation, inner.at, kNotNull});
        take_({with(inner, nullptr), "a member of null", kValidation, inner.at, kNotNull});
      } else {
        good(inner, nullptr, "an optional member of null");
      }
      visit(inner);
    }
    Site stranger = site;
    stranger.pointer /= "NoSuchMember";
    good(stranger, 1, "an unknown member");
  }

  void sizes(const Site& site, json (*of_size)(const Shape&, std::size_t)) {
    const Shape& shape = *site.shape;
    const auto of = [&](std::int64_t size) {
      return of_size(shape, static_cast<std::size_t>(size));
    };
    if (shape.max) {
      good(site, of(*shape.max), "as many as the maximum");
      breaks(site, of(*shape.max + 1), "more than the maximum", at_most(shape));
    }
    if (!shape.min) return;
    good(site, of(*shape.min), "as few as the minimum");
    if (*shape.min > 0) breaks(site, of(*shape.min - 1), "fewer than the minimum", at_least(shape));
  }

  // The site of the one element or value of a list or map.
  static Site inside(const Site& site,
                     const std::string& token,
                     const std::string& at,
                     const char* rule) {
    Site inner{site.shape->element, site.request, site.pointer / token, step(site.at, at)};
    inner.request[site.pointer] =
        site.shape->kind == ShapeKind::kList ? list_of(*site.shape, 1) : map_of(*site.shape, 1);
    if (is_container(*inner.shape)) return inner;
    inner.container = site.at;
    inner.container_rule = rule;
    return inner;
  }

  void null_inside(const Site& inner) {
    take_({with(inner, nullptr), "null inside", kValidation, inner.at, kNotNull});
  }

  void list(const Site& site) {
    sizes(site, list_of);
    Site inner = inside(site, "0", "1.member", "Member must satisfy constraint: ");
    inner.pointer = site.pointer / std::size_t{0};
    null_inside(inner);
    visit(inner);
  }

  void map(const Site& site) {
    sizes(site, map_of);
    const Site inner = inside(site, "k0", "k0.member", "Map value must satisfy constraint: ");
    null_inside(inner);
    visit(inner);
    const Shape& key = *site.shape->key;
    const json value = example(*site.shape->element);
    const std::string rules = "Map keys must satisfy constraint: " + every_rule(key);
    if (key.max) {
      const auto longest = static_cast<std::size_t>(*key.max);
      good(site, {{text_of_length(key, longest).value(), value}}, "a key as long as the maximum");
      breaks(site, {{text_of_length(key, longest + 1).value(), value}}, "a longer key", rules);
    }
    if (key.min > 0) breaks(site, {{"", value}}, "a shorter key", rules);
    if (key.expression == nullptr) return;
    if (const auto text = text_beside_pattern(key)) {
      breaks(site, {{*text, value}}, "a key beside the pattern", rules);
    }
  }

  void text(const Site& site) {
    const Shape& shape = *site.shape;
    for (const std::string& choice : shape.choices) good(site, choice, "a choice");
    if (!shape.choices.empty()) {
      breaks(site, "no-choice", "no choice", choice_rule(shape));
      breaks(
          site, in_camel_case(shape.choices.front()) + "x", "almost a choice", choice_rule(shape));
      breaks(site, "", "an empty choice", choice_rule(shape));
      return;
    }
    good(site, example(shape), "the shortest text");
    if (shape.max) {
      const auto longest = static_cast<std::size_t>(*shape.max);
      if (const auto text = text_of_length(shape, longest))
        good(site, *text, "as long as the maximum");
      const std::string longer =
          text_of_length(shape, longest + 1).value_or(std::string(longest + 1, 'a'));
      breaks(site, longer, "longer than the maximum", at_most(shape));
    }
    if (shape.min > 0) {
      const auto least = static_cast<std::size_t>(*shape.min);
      const std::string shorter =
          text_of_length(shape, least - 1).value_or(std::string(least - 1, 'a'));
      breaks(site, shorter, "shorter than the minimum", at_least(shape));
    }
    if (shape.expression == nullptr) return;
    if (const auto text = text_beside_pattern(shape)) {
      breaks(site, *text, "a text beside the pattern", pattern_rule(shape));
    }
  }

  void whole_number(const Site& site) {
    const Shape& shape = *site.shape;
    if (shape.min) {
      good(site, *shape.min, "the minimum");
      good(site, static_cast<double>(*shape.min), "the minimum as a decimal");
      breaks(site, *shape.min - 1, "less than the minimum", at_least(shape));
    }
    if (shape.max) {
      good(site, *shape.max, "the maximum");
      breaks(site, *shape.max + 1, "more than the maximum", at_most(shape));
    }
  }

  const TakeCase& take_;
  std::vector<const Shape*> inside_;
};

}  // namespace

void for_each_case(const Operation& operation, const TakeCase& take) {
  const Site root{operation.input, example(*operation.input), Pointer(), ""};
  take({root.request, "the smallest request"});
  Cases(take).visit(root);
}

}  // namespace tuner::aws
