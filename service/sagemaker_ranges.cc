#include "service/sagemaker_ranges.h"

#include <algorithm>
#include <optional>
#include <type_traits>

namespace tuner {
namespace {

// "0.001" or 0.001.
template <class Number>
std::optional<Number> read_number_text(const Field& field) {
  const auto text = field.text();
  if (!text) return std::nullopt;
  if constexpr (std::is_same_v<Number, double>) {
    if (const auto value = parse_number(*text)) return value;
    field.expected("a decimal number as text");
  } else {
    if (const auto value = parse_whole<Number>(*text)) return value;
    field.expected("a whole number as text");
  }
  return std::nullopt;
}

std::string read_name(const Field& range) {
  const Node* name = range.node().find("Name");
  return name == nullptr ? std::string() : name->text;
}

void name_is_text(const Field& name) { (void)name.text(); }

template <class Range>
Parameter read_range(const Field& field) {
  using Number = decltype(Range::min);
  const std::string name = read_name(field);
  const std::string at = "/parameters/" + pointer_token(name);
  Range range;
  std::optional<Number> min, max;
  const auto read_bound = [&](std::optional<Number>& bound, const char* key) {
    return [&bound, at, key](const Field& each) {
      each.stands_for(at + key);
      bound = read_number_text<Number>(each);
    };
  };
  const auto read_scale = [&](const Field& each) {
    each.stands_for(at + "/scale");
    assign(range.scale,
           each.one_of<Scale>({{"Auto", Scale::kAuto},
                               {"Linear", Scale::kLinear},
                               {"Logarithmic", Scale::kLog},
                               {"ReverseLogarithmic", Scale::kReverseLog}}));
  };
  field.stands_for(at);
  field.read_members({{"Name", name_is_text},
                      {"MinValue", read_bound(min, "/min")},
                      {"MaxValue", read_bound(max, "/max")},
                      {"ScalingType", read_scale}},
                     {"Name", "MinValue", "MaxValue"});
  if (min && min == max) field.complain("MinValue must be less than MaxValue");
  assign(range.min, min);
  assign(range.max, max);
  return {name, range};
}

Parameter read_categorical(const Field& field) {
  const std::string name = read_name(field);
  const std::string at = "/parameters/" + pointer_token(name);
  Categorical categorical;
  const auto read_values = [&](const Field& values) {
    values.stands_for(at + "/values");
    for (const Field& each : values.items()) {
      each.stands_for(at + "/values/" + std::to_string(categorical.values.size()));
      categorical.values.push_back({each.text().value_or("")});
    }
  };
  field.stands_for(at);
  field.read_members({{"Name", name_is_text}, {"Values", read_values}}, {"Name", "Values"});
  return {name, std::move(categorical)};
}

}  // namespace

std::vector<Parameter> read_sagemaker_ranges(const Field& field) {
  std::vector<Parameter> parameters;
  const auto each_with = [&](Parameter (*read)(const Field&)) {
    return [&parameters, read](const Field& list) {
      for (const Field& range : list.items()) parameters.push_back(read(range));
    };
  };
  const auto refuse = [](const Field& list) {
    if (!list.node().children.empty()) {
      list.complain(
          "'AutoParameters' are not supported by this version; give each parameter its range");
    }
  };
  field.stands_for("/parameters");
  field.read_members({{"ContinuousParameterRanges", each_with(read_range<Continuous>)},
                      {"IntegerParameterRanges", each_with(read_range<Integer>)},
                      {"CategoricalParameterRanges", each_with(read_categorical)},
                      {"AutoParameters", refuse}});
  std::ranges::sort(parameters, {}, &Parameter::name);
  return parameters;
}

}  // namespace tuner
