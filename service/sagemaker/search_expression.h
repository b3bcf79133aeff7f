// The expression of a Search: filters, filters on the elements of a list, and expressions within it, joined by And or Or.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "service/sagemaker/search_filter.h"

namespace tuner::sagemaker {

struct SearchExpression {
  struct Nested {
    std::string list;                   // the list, whose one element fulfils all of
    std::vector<SearchFilter> filters;  // these; names relative to the element
  };
  bool any = false;  // Or
  std::vector<SearchFilter> filters = {};
  std::vector<Nested> nested = {};
  std::vector<SearchExpression> expressions = {};
};

// From a SearchExpression that has been validated against the shapes. kInvalidArgument: a name that is none of `properties` (of
// is_property()); a filter that read_filter() refuses; Contains more than once, but for names, tags and artifacts of the tracking
// view; more than 20 elements in one expression, more than 50 filters and nested filters in all, or more than 50 levels.
Result<SearchExpression> read_expression(const nlohmann::json& json,
                                         std::span<const std::string_view> properties);

// An expression of nothing matches every record.
bool matches(const nlohmann::json& record, const SearchExpression& expression);

// The text that the whole expression requires the property to equal, if it does so at its top.
std::optional<std::string> required_text(const SearchExpression& expression, std::string_view name);

// Whether any name in it begins with `prefix`.
bool mentions(const SearchExpression& expression, std::string_view prefix);

}  // namespace tuner::sagemaker
