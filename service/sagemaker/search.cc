#include "service/sagemaker/search.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "service/sagemaker/paging.h"
#include "service/sagemaker/property_path.h"

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongestKey = 1000;  // bytes of a text that are looked at for the order

// Nothing before numbers before texts.
std::string sort_key(const Json& record, std::string_view property) {
  const auto values = values_at(record, property);
  if (values.empty()) return "0";
  const Json& value = *values.front();
  if (value.is_number()) return "1" + sortable(value.get<double>());
  if (value.is_boolean()) return value.get<bool>() ? "1t" : "1f";
  if (value.is_string()) return "2" + value.get_ref<const std::string&>().substr(0, kLongestKey);
  return "0";
}

// Whether the search must see the details of every record.
bool needs_details(const SearchSource& source,
                   const SearchExpression& expression,
                   std::string_view sort_by) {
  return std::ranges::any_of(source.details, [&](std::string_view detail) {
    return sort_by.starts_with(detail) || mentions(expression, detail);
  });
}

}  // namespace

Result<const SearchSource*> source_of_resource(std::span<const SearchSource> sources,
                                               const std::string& resource) {
  const auto source = std::ranges::find(sources, resource, &SearchSource::resource);
  if (source == sources.end()) {
    return fail(ErrorCode::kInvalidArgument, "Search over " + resource + " is not supported here.");
  }
  return &*source;
}

Result<nlohmann::json> search(std::span<const SearchSource> sources, const nlohmann::json& input) {
  TUNER_ASSIGN_OR_RETURN(const SearchSource* source,
                         source_of_resource(sources, input.at("Resource").get<std::string>()));
  TUNER_ASSIGN_OR_RETURN(
      const SearchExpression expression,
      read_expression(input.value("SearchExpression", Json::object()), source->properties));
  const std::string sort_by = input.value("SortBy", "LastModifiedTime");
  if (!is_property(sort_by, source->properties)) {
    return fail(ErrorCode::kInvalidArgument, "Unknown property name: " + sort_by);
  }
  const auto request = read_page_request("Search", input, true);
  if (!request) return fail(ErrorCode::kInvalidArgument, request.error().message);
  const bool complete = needs_details(*source, expression, sort_by);
  std::size_t hits = 0;
  PageBuilder<Json> builder(*request);
  const auto take = [&](Json record) -> Result<void> {
    if (complete) TUNER_RETURN_IF_ERROR(source->complete(record));
    if (!matches(record, expression)) return {};
    ++hits;
    Position position{sort_key(record, sort_by), record.at(source->name).get<std::string>()};
    builder.add(std::move(position), std::move(record));
    return {};
  };
  TUNER_RETURN_IF_ERROR(source->visit_records(expression, take));
  Page<Json> page = std::move(builder).build();
  Json answer{{"Results", Json::array()},
              {"TotalHits", {{"Value", hits}, {"Relation", "EqualTo"}}}};
  for (Json& record : page.items) {
    if (!complete) TUNER_RETURN_IF_ERROR(source->complete(record));
    answer["Results"].push_back({{source->member, std::move(record)}});
  }
  if (page.next_token) answer["NextToken"] = *page.next_token;
  return answer;
}

}  // namespace tuner::sagemaker
