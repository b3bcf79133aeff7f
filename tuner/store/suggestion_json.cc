#include "tuner/store/suggestion_json.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "tuner/store/json_fields.h"

namespace tuner {
namespace {

using Json = nlohmann::json;

Json category_to_json(const Category& category) {
  Json text = text_to_json(category.text);
  switch (category.kind) {
    case Category::Kind::kNumber:
      return {{"number", std::move(text)}};
    case Category::Kind::kBoolean:
      return {{"boolean", std::move(text)}};
    case Category::Kind::kString:
      break;
  }
  return text.is_string() ? text : Json{{"string", std::move(text)}};
}

Json value_to_json(const ParameterValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  if (const auto* category = std::get_if<Category>(&value)) return category_to_json(*category);
  const double real = std::get<double>(value);
  return std::isfinite(real) ? Json(real) : Json{{"real", real_to_json(real)}};
}

std::optional<ParameterValue> tagged_value(const std::string& tag, const Json& content) {
  if (tag == "real") return real_from_json(content);
  const std::optional<std::string> text = text_from_json(content);
  if (!text) return std::nullopt;
  if (tag == "number") return Category{*text, Category::Kind::kNumber};
  if (tag == "boolean") return Category{*text, Category::Kind::kBoolean};
  if (tag == "string") return Category{*text, Category::Kind::kString};
  return std::nullopt;
}

std::optional<ParameterValue> value_from_json(const Json& json) {
  if (json.is_number_float()) return json.get<double>();
  if (json.is_number_unsigned() && !std::in_range<std::int64_t>(json.get<std::uint64_t>())) {
    return std::nullopt;
  }
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_string()) return Category{json.get<std::string>(), Category::Kind::kString};
  if (json.is_object() && json.size() == 1) return tagged_value(json.begin().key(), *json.begin());
  return std::nullopt;
}

}  // namespace

Json exact_json(const Configuration& configuration) {
  Json json = Json::object();
  for (const auto& [name, value] : configuration) json[name] = value_to_json(value);
  return json;
}

std::optional<Configuration> configuration_from_exact_json(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  Configuration configuration;
  for (const auto& [name, value] : json.items()) {
    const std::optional<ParameterValue> read = value_from_json(value);
    if (!read) return std::nullopt;
    configuration.emplace(name, *read);
  }
  return configuration;
}

Json values_to_json(const std::vector<std::optional<double>>& values) {
  Json json = Json::array();
  for (const auto& value : values) json.push_back(value ? real_to_json(*value) : Json());
  return json;
}

std::optional<std::vector<std::optional<double>>> values_from_json(const Json& json) {
  if (!json.is_array()) return std::nullopt;
  std::vector<std::optional<double>> values;
  for (const Json& element : json) {
    const std::optional<double> value = real_from_json(element);
    if (!value && !element.is_null()) return std::nullopt;
    values.push_back(value);
  }
  return values;
}

}  // namespace tuner
