#include "service/sagemaker/search_suggestions.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "service/sagemaker/property_path.h"

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongestName = 255;  // bytes; the answer's shape allows as many characters

std::string hint_of(const Json& input) {
  const Json query = input.value("SuggestionQuery", Json::object());
  return query.value("PropertyNameQuery", Json::object()).value("PropertyNameHint", "");
}

bool is_about_details(const SearchSource& source, std::string_view hint) {
  return std::ranges::any_of(source.details, [&](std::string_view detail) {
    return detail.starts_with(hint) || hint.starts_with(detail);
  });
}

Result<std::set<std::string>> all_names(const SearchSource& source, std::string_view hint) {
  std::set<std::string> names;
  for (const std::string_view property : source.properties) {
    if (!property.ends_with('.')) names.emplace(property);
  }
  const bool with_details = is_about_details(source, hint);
  const auto take = [&](Json record) -> Result<void> {
    if (with_details) TUNER_RETURN_IF_ERROR(source.complete(record));
    names.merge(property_names(record));
    return {};
  };
  TUNER_RETURN_IF_ERROR(source.visit_records({}, take));
  return names;
}

}  // namespace

Result<nlohmann::json> search_suggestions(std::span<const SearchSource> sources,
                                          const nlohmann::json& input) {
  TUNER_ASSIGN_OR_RETURN(const SearchSource* source,
                         source_of_resource(sources, input.at("Resource").get<std::string>()));
  const std::string hint = hint_of(input);
  TUNER_ASSIGN_OR_RETURN(const std::set<std::string> names, all_names(*source, hint));
  Json list = Json::array();
  for (const std::string& name : names) {
    if (name.starts_with(hint) && name.size() <= kLongestName &&
        is_property(name, source->properties))
      list.push_back({{"PropertyName", name}});
  }
  return Json{{"PropertyNameSuggestions", std::move(list)}};
}

}  // namespace tuner::sagemaker
