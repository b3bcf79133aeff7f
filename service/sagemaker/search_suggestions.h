// The names of properties that a search can use, for who types one.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>

#include "service/sagemaker/search.h"

namespace tuner::sagemaker {

// What GetSearchSuggestions answers: the names that begin with the hint, those that every record of the resource can have and those
// that some record has (hyperparameters, metrics, tags), sorted. Without a hint all of them. kInvalidArgument: a resource that none of
// `sources` has.
Result<nlohmann::json> search_suggestions(std::span<const SearchSource> sources,
                                          const nlohmann::json& input);

}  // namespace tuner::sagemaker
