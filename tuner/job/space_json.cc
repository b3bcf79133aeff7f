#include "tuner/job/space_json.h"

#include <nlohmann/json.hpp>

#include "tuner/job/spec_json.h"
#include "tuner/job/stored_json.h"

namespace tuner::stored {
namespace {

constexpr Names<Scale, 4> kScales{{
    {Scale::kAuto, "auto"},
    {Scale::kLinear, "linear"},
    {Scale::kLog, "log"},
    {Scale::kReverseLog, "reverse_log"},
}};
constexpr Names<Category::Kind, 3> kKinds{{
    {Category::Kind::kString, "string"},
    {Category::Kind::kNumber, "number"},
    {Category::Kind::kBoolean, "boolean"},
}};

// Unlike to_json(ParameterValue), tells "1e-3" the number from "1e-3" the string.
Json typed_json(const ParameterValue& value) {
  if (const auto* category = std::get_if<Category>(&value)) {
    return {{"text", category->text}, {"kind", name_in(kKinds, category->kind)}};
  }
  return to_json(value);
}

Json domain_json(const Continuous& range) {
  return {{"type", "continuous"},
          {"min", range.min},
          {"max", range.max},
          {"scale", name_in(kScales, range.scale)},
          {"step", range.step}};
}
Json domain_json(const Integer& range) {
  return {{"type", "integer"},
          {"min", range.min},
          {"max", range.max},
          {"scale", name_in(kScales, range.scale)},
          {"step", range.step}};
}
Json domain_json(const Categorical& categorical) {
  Json values = Json::array();
  for (const Category& category : categorical.values) values.push_back(typed_json(category));
  return {{"type", "categorical"}, {"values", std::move(values)}};
}

Json json_of(const ForbiddenClause& clause) {
  Json terms = Json::array();
  for (const ForbiddenTerm& term : clause.terms) {
    Json json{{"parameter", term.parameter}, {"values", Json::array()}};
    for (const ParameterValue& value : term.values) json["values"].push_back(typed_json(value));
    if (term.min) json["min"] = *term.min;
    if (term.max) json["max"] = *term.max;
    terms.push_back(std::move(json));
  }
  return {{"clause", std::move(terms)}};
}
Json json_of(const ForbiddenSum& rule) {
  Json json{{"sum", Json::array()}};
  for (const auto& [parameter, weight] : rule.weights) {
    json["sum"].push_back({{"parameter", parameter}, {"weight", weight}});
  }
  if (rule.above) json["above"] = *rule.above;
  if (rule.below) json["below"] = *rule.below;
  return json;
}

ParameterValue typed_value(const Json& json) {
  if (json.is_object()) {
    return Category{read_text(json, "text"), read_name(kKinds, json, "kind")};
  }
  if (json.is_number_integer()) return whole<std::int64_t>(json);
  return json.get<double>();
}

template <class Range, class Number>
Range read_range(const Json& json, Number (*read)(const Json&, const char*)) {
  return {
      read(json, "min"), read(json, "max"), read_name(kScales, json, "scale"), read(json, "step")};
}

Domain read_domain(const Json& json) {
  const std::string type = read_text(json, "type");
  if (type == "continuous") return read_range<Continuous>(json, read_number);
  if (type == "integer") return read_range<Integer>(json, read_whole<std::int64_t>);
  if (type != "categorical") reject("'" + type + "' is no type of a parameter");
  Categorical categorical;
  for (const Json& value : required(json, "values")) {
    categorical.values.push_back({read_text(value, "text"), read_name(kKinds, value, "kind")});
  }
  return categorical;
}

}  // namespace

Json parameter_json(const Parameter& parameter) {
  Json json = std::visit([](const auto& domain) { return domain_json(domain); }, parameter.domain);
  json["name"] = parameter.name;
  if (parameter.when.empty()) return json;
  for (const Condition& condition : parameter.when) {
    Json values = Json::array();
    for (const ParameterValue& value : condition.values) values.push_back(typed_json(value));
    json["when"].push_back({{"parent", condition.parent}, {"values", std::move(values)}});
  }
  return json;
}

Parameter read_parameter(const Json& json) {
  Parameter parameter{read_text(json, "name"), read_domain(json)};
  for (const Json& each : json.value("when", Json::array())) {
    Condition condition{read_text(each, "parent"), {}};
    for (const Json& value : required(each, "values"))
      condition.values.push_back(typed_value(value));
    parameter.when.push_back(std::move(condition));
  }
  return parameter;
}

Json rule_json(const Forbidden& rule) {
  return std::visit([](const auto& each) { return json_of(each); }, rule);
}

Forbidden read_rule(const Json& json) {
  if (json.contains("sum")) {
    ForbiddenSum rule;
    for (const Json& each : json.at("sum")) {
      rule.weights.push_back({read_text(each, "parameter"), read_number(each, "weight")});
    }
    rule.above = read_optional_number(json, "above");
    rule.below = read_optional_number(json, "below");
    return rule;
  }
  ForbiddenClause clause;
  for (const Json& each : required(json, "clause")) {
    ForbiddenTerm term{read_text(each, "parameter")};
    for (const Json& value : required(each, "values")) term.values.push_back(typed_value(value));
    term.min = read_optional_number(each, "min");
    term.max = read_optional_number(each, "max");
    clause.terms.push_back(std::move(term));
  }
  return clause;
}

Json configuration_json(const Configuration& configuration) {
  Json json = Json::object();
  for (const auto& [name, value] : configuration) json[name] = typed_json(value);
  return json;
}

Configuration read_configuration(const Json& json) {
  Configuration configuration;
  if (!json.is_object()) reject("a configuration must be an object");
  for (const auto& [name, value] : json.items()) configuration.emplace(name, typed_value(value));
  return configuration;
}

}  // namespace tuner::stored
