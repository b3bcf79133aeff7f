#include "service/sagemaker/search_expression.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "service/sagemaker/property_path.h"

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostElements = 20, kMostConditions = 50, kMostLevels = 50;

// Properties on which Contains may be used as often as one likes.
constexpr std::array<std::string_view, 9> kContainsFreely{"ExperimentName",
                                                          "TrialName",
                                                          "TrialComponentName",
                                                          "DisplayName",
                                                          "Parents.ExperimentName",
                                                          "Parents.TrialName",
                                                          "Tags.",
                                                          "InputArtifacts.",
                                                          "OutputArtifacts."};

tl::unexpected<Error> refused(const std::string& message) {
  return fail(ErrorCode::kInvalidArgument, message);
}

Json list_in(const Json& json, const char* member) { return json.value(member, Json::array()); }

class Reader {
 public:
  explicit Reader(std::span<const std::string_view> properties) : properties_(properties) {}

  Result<SearchExpression> read(const Json& json, std::size_t level) {
    if (level > kMostLevels) {
      return refused("The search expression is nested deeper than " + std::to_string(kMostLevels) +
                     " levels.");
    }
    const Json filters = list_in(json, "Filters"), nested = list_in(json, "NestedFilters"),
               expressions = list_in(json, "SubExpressions");
    if (filters.size() + nested.size() + expressions.size() > kMostElements) {
      return refused("A search expression can contain at most " + std::to_string(kMostElements) +
                     " elements.");
    }
    SearchExpression expression{.any = json.value("Operator", "And") == "Or"};
    for (const Json& each : filters) {
      TUNER_ASSIGN_OR_RETURN(SearchFilter filter, condition(each));
      expression.filters.push_back(std::move(filter));
    }
    for (const Json& each : nested) {
      TUNER_ASSIGN_OR_RETURN(SearchExpression::Nested list, read_nested(each));
      expression.nested.push_back(std::move(list));
    }
    for (const Json& each : expressions) {
      TUNER_ASSIGN_OR_RETURN(SearchExpression inner, read(each, level + 1));
      expression.expressions.push_back(std::move(inner));
    }
    return expression;
  }

 private:
  Result<void> count() {
    if (++conditions_ <= kMostConditions) return {};
    return refused("A search can contain at most " + std::to_string(kMostConditions) +
                   " filters and nested filters.");
  }

  Result<SearchFilter> condition(const Json& json) {
    TUNER_RETURN_IF_ERROR(count());
    return read_checked(json);
  }

  Result<SearchFilter> read_checked(const Json& json) {
    TUNER_ASSIGN_OR_RETURN(SearchFilter filter, read_filter(json));
    if (!is_property(filter.name, properties_)) {
      return refused("Unknown property name: " + filter.name);
    }
    const bool is_contains = filter.operation == SearchFilter::Operator::kContains;
    if (is_contains && !is_property(filter.name, kContainsFreely) && ++contains_ > 1) {
      return refused("The CONTAINS operator usage limit of 1 was exceeded.");
    }
    return filter;
  }

  Result<SearchExpression::Nested> read_nested(const Json& json) {
    TUNER_RETURN_IF_ERROR(count());
    SearchExpression::Nested nested{.list = json.at("NestedPropertyName").get<std::string>(),
                                    .filters = {}};
    for (const Json& each : json.at("Filters")) {
      TUNER_ASSIGN_OR_RETURN(SearchFilter filter, read_checked(each));
      if (!filter.name.starts_with(nested.list + ".")) {
        return refused("The nested filter on " + filter.name + " is not on an element of " +
                       nested.list + ".");
      }
      filter.name.erase(0, nested.list.size() + 1);
      nested.filters.push_back(std::move(filter));
    }
    return nested;
  }

  std::span<const std::string_view> properties_;
  std::size_t conditions_ = 0, contains_ = 0;
};

bool matches_nested(const Json& record, const SearchExpression::Nested& nested) {
  const auto fits = [&](const Json& element) {
    return std::ranges::all_of(nested.filters, [&](const SearchFilter& filter) {
      return fulfils(values_at(element, filter.name), filter);
    });
  };
  return std::ranges::any_of(values_at(record, nested.list), [&](const Json* list) {
    return list->is_array() ? std::ranges::any_of(*list, fits) : fits(*list);
  });
}

}  // namespace

Result<SearchExpression> read_expression(const nlohmann::json& json,
                                         std::span<const std::string_view> properties) {
  return Reader(properties).read(json, 1);
}

bool matches(const nlohmann::json& record, const SearchExpression& expression) {
  bool is_empty = true;
  // The first element that decides: one that holds in an Or, one that does not in an And.
  const auto decides = [&](bool holds) {
    is_empty = false;
    return holds == expression.any;
  };
  for (const SearchFilter& filter : expression.filters) {
    if (decides(fulfils(values_at(record, filter.name), filter))) return expression.any;
  }
  for (const SearchExpression::Nested& nested : expression.nested) {
    if (decides(matches_nested(record, nested))) return expression.any;
  }
  for (const SearchExpression& inner : expression.expressions) {
    if (decides(matches(record, inner))) return expression.any;
  }
  return is_empty || !expression.any;
}

std::optional<std::string> required_text(const SearchExpression& expression,
                                         std::string_view name) {
  const std::size_t elements =
      expression.filters.size() + expression.nested.size() + expression.expressions.size();
  if (expression.any && elements > 1) return std::nullopt;
  for (const SearchFilter& filter : expression.filters) {
    const bool is_equals = filter.operation == SearchFilter::Operator::kEquals && !filter.negated;
    if (is_equals && filter.name == name) return filter.value;
  }
  return std::nullopt;
}

bool mentions(const SearchExpression& expression, std::string_view prefix) {
  const auto begins = [&](const SearchFilter& filter) { return filter.name.starts_with(prefix); };
  return std::ranges::any_of(expression.filters, begins) ||
         std::ranges::any_of(expression.nested,
                             [&](const auto& nested) { return nested.list.starts_with(prefix); }) ||
         std::ranges::any_of(expression.expressions,
                             [&](const auto& inner) { return mentions(inner, prefix); });
}

}  // namespace tuner::sagemaker
