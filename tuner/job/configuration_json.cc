// The part of spec_json.h about configurations.
#include <nlohmann/json.hpp>
#include <utility>

#include "tuner/base/text.h"
#include "tuner/job/spec_json.h"

namespace tuner {
namespace {

using Json = nlohmann::json;

// A number or boolean whose text is what JSON would write, as such; any other text as a string, so
// that none is changed.
Json category_json(const Category& category) {
  if (category.kind == Category::Kind::kString) return category.text;
  const Json json = Json::parse(category.text, nullptr, false);
  const bool same_kind =
      category.kind == Category::Kind::kNumber ? json.is_number() : json.is_boolean();
  return same_kind && json.dump() == category.text ? json : Json(category.text);
}

// std::nullopt where the JSON's type does not fit the domain's; whether the value is in range is
// the space's business.
std::optional<ParameterValue> read_value(const Domain& domain, const Json& json) {
  if (std::holds_alternative<Continuous>(domain)) {
    if (!json.is_number()) return std::nullopt;
    return json.get<double>();
  }
  if (std::holds_alternative<Integer>(domain)) {
    if (!json.is_number_integer()) return std::nullopt;
    if (json.is_number_unsigned() && !std::in_range<std::int64_t>(json.get<std::uint64_t>())) {
      return std::nullopt;
    }
    return json.get<std::int64_t>();
  }
  for (const Category& category : std::get<Categorical>(domain).values) {
    const Json known = category_json(category);  // 1 and 1.0 are different categories
    if (known.is_number_float() == json.is_number_float() && known == json) return category;
  }
  return std::nullopt;
}

}  // namespace

nlohmann::json to_json(const ParameterValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  return category_json(std::get<Category>(value));
}

nlohmann::json to_json(const Configuration& configuration) {
  Json json = Json::object();
  for (const auto& [name, value] : configuration) json[name] = to_json(value);
  return json;
}

Result<Configuration> configuration_from_json(const SearchSpace& space,
                                              const nlohmann::json& json) {
  if (!json.is_object()) {
    return fail(ErrorCode::kInvalidArgument, "a configuration must be a JSON object");
  }
  Configuration configuration;
  for (const auto& [name, value] : json.items()) {
    const auto index = space.index_of(name);
    if (!index) {
      return fail(ErrorCode::kInvalidArgument,
                  "there is no parameter '" + name + "'",
                  "/" + pointer_token(name));
    }
    auto read = read_value(space.parameters()[*index].domain, value);
    if (!read) {
      return fail(ErrorCode::kInvalidArgument,
                  "parameter '" + name + "' cannot have the value " + value.dump(),
                  "/" + pointer_token(name));
    }
    configuration.emplace(name, std::move(*read));
  }
  TUNER_RETURN_IF_ERROR(space.check(configuration));
  return configuration;
}

}  // namespace tuner
