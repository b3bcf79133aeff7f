// Search over any resource that has a source of records: what a source must give, and the operation itself.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "service/sagemaker/call.h"
#include "service/sagemaker/search_expression.h"

namespace tuner::sagemaker {

struct SearchSource {
  using Visit = std::function<Result<void>(nlohmann::json record)>;

  std::string_view resource;  // "ExperimentTrialComponent", as the request names it
  std::string_view member;    // "TrialComponent", of a SearchRecord
  std::string_view name;      // "TrialComponentName": unique among the records
  std::span<const std::string_view> properties;  // of is_property()
  std::span<const std::string_view>
      details;  // beginnings of the properties that only `complete` adds
  // Gives one record after the other, in any order, at least those that match: it may leave out what the expression excludes.
  // Stops at the first error of `visit`.
  std::function<Result<void>(const SearchExpression&, const Visit& visit)> visit_records;
  // Adds the details to a record: for those on a page, and for all where the search looks at details.
  std::function<Result<void>(nlohmann::json& record)> complete;
};

// kInvalidArgument: none of `sources` has the resource.
Result<const SearchSource*> source_of_resource(std::span<const SearchSource> sources,
                                               const std::string& resource);

// Holds one page of records in memory, however many there are. Sorted by LastModifiedTime, newest first, unless the input says otherwise; records without the property come first in an ascending
// order, and equal ones are ordered by name. kInvalidArgument: a resource that none of `sources` has, what read_expression() refuses, an unknown
// SortBy, a token of another search.
Result<nlohmann::json> search(std::span<const SearchSource> sources, const nlohmann::json& input);

}  // namespace tuner::sagemaker
