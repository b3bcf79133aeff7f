#include "tuner/job/job_file_parameters.h"

#include <algorithm>
#include <type_traits>

namespace tuner {
namespace {

using Readers = Field::Readers;

std::optional<Category> read_category(const Field& field) {
  const auto text = field.text();
  if (!text) return std::nullopt;
  return parse_category(*text, field.node().quoted);
}

std::optional<Scale> read_scale(const Field& field) {
  return field.one_of<Scale>({{"auto", Scale::kAuto},
                              {"linear", Scale::kLinear},
                              {"log", Scale::kLog},
                              {"reverse_log", Scale::kReverseLog}});
}

void ignore(const Field&) {}  // a key that another pass reads

// Where it is not known which keys these may be.
void read_keys_of_any_type(const Field& field) {
  Readers readers;
  for (const char* key : {"type", "min", "max", "scale", "step", "values", "when"})
    readers.emplace_back(key, ignore);
  field.read_members(readers);
}

template <class Number>
std::optional<Number> read_amount(const Field& field) {
  if constexpr (std::is_same_v<Number, double>) {
    return field.number();
  } else {
    return field.whole<Number>();
  }
}

template <class Range>
Domain read_range(const Field& field) {
  using Number = decltype(Range::min);
  Range range;
  field.read_members(
      {{"type", ignore},
       {"min", [&](const Field& each) { assign(range.min, read_amount<Number>(each)); }},
       {"max", [&](const Field& each) { assign(range.max, read_amount<Number>(each)); }},
       {"scale", [&](const Field& each) { assign(range.scale, read_scale(each)); }},
       {"step",
        [&](const Field& each) {
          const std::optional<Number> step = read_amount<Number>(each);
          assign(range.step, step);
          // Within a continuous range a step of 0 says that there is none.
          if (std::is_floating_point_v<Number> && step == Number{0})
            each.complain("step (0) must be greater than 0; without a step leave it out");
        }},
       {"when", ignore}},
      {"min", "max"});
  return range;
}

Domain read_categorical(const Field& field) {
  Categorical categorical;
  const auto read_values = [&](const Field& values) {
    for (const Field& each : values.items()) {
      if (const auto category = read_category(each)) categorical.values.push_back(*category);
    }
  };
  field.read_members({{"type", ignore}, {"values", read_values}, {"when", ignore}}, {"values"});
  return categorical;
}

enum class Type { kContinuous, kInteger, kCategorical };

std::optional<Type> read_type(const Field& field) {
  for (const Field& member : field.members()) {
    if (member.name() != "type") continue;
    return member.one_of<Type>({{"continuous", Type::kContinuous},
                                {"integer", Type::kInteger},
                                {"categorical", Type::kCategorical}});
  }
  if (field.is(Node::Kind::kMapping)) {
    field.complain("'type' is missing: 'continuous', 'integer' or 'categorical'");
  }
  return std::nullopt;
}

Domain read_domain(const Field& field) {
  const auto type = read_type(field);
  if (type == Type::kContinuous) return read_range<Continuous>(field);
  if (type == Type::kInteger) return read_range<Integer>(field);
  if (type == Type::kCategorical) return read_categorical(field);
  if (field.is(Node::Kind::kMapping)) read_keys_of_any_type(field);
  return {};
}

Condition read_condition(const Field& field, const std::vector<Parameter>& parameters) {
  const auto parent =
      std::find_if(parameters.begin(), parameters.end(), [&](const Parameter& each) {
        return each.name == field.name();
      });
  const Domain* domain = parent == parameters.end() ? nullptr : &parent->domain;
  Condition condition{field.name(), {}};
  const auto values = field.is(Node::Kind::kList) ? field.items() : std::vector{field};
  for (const Field& each : values) {
    if (auto value = read_value_of(domain, each)) condition.values.push_back(std::move(*value));
  }
  return condition;
}

}  // namespace

std::optional<ParameterValue> read_value_of(const Domain* domain, const Field& field) {
  if (domain != nullptr && std::holds_alternative<Integer>(*domain))
    return field.whole<std::int64_t>();
  const auto category = read_category(field);
  if (!category) return std::nullopt;
  if (const auto* categorical = domain ? std::get_if<Categorical>(domain) : nullptr) {
    for (const Category& known : categorical->values) {
      if (known.text == category->text) return known;
    }
  }
  return *category;
}

std::optional<ParameterValue> read_any_value_of(const Domain* domain, const Field& field) {
  if (domain == nullptr || !std::holds_alternative<Continuous>(*domain)) {
    return read_value_of(domain, field);
  }
  const auto number = field.number();
  return number ? std::optional<ParameterValue>(*number) : std::nullopt;
}

const Domain* domain_of(const std::string& name, const std::vector<Parameter>& parameters) {
  const auto found = std::ranges::find(parameters, name, &Parameter::name);
  return found == parameters.end() ? nullptr : &found->domain;
}

std::vector<Parameter> read_parameters(const Field& field) {
  std::vector<Parameter> parameters;
  const std::vector<Field> entries = field.members();
  for (const Field& entry : entries) parameters.push_back({entry.name(), read_domain(entry)});
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!entries[i].is(Node::Kind::kMapping)) continue;
    for (const Field& member : entries[i].members()) {
      if (member.name() != "when") continue;
      for (const Field& each : member.members()) {
        parameters[i].when.push_back(read_condition(each, parameters));
      }
      std::ranges::sort(parameters[i].when, {}, &Condition::parent);
    }
  }
  std::ranges::sort(parameters, {}, &Parameter::name);
  return parameters;
}

}  // namespace tuner
