// Properties of a record by their names in Search: "TrialComponentName", "Tags.team", "Parameters.lr.NumberValue", "Metrics.loss.Last".
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tuner::sagemaker {

// What the name leads to in the JSON of a record: members by name, which may hold dots themselves; every element of a list;
// of a list of tags or metrics, the one of that name. A training job's final metrics are "Metrics", too. Empty: the record has no such property. Pointers into `record`.
std::vector<const nlohmann::json*> values_at(const nlohmann::json& record, std::string_view name);

// The names that lead to a single value in `record`: numbers, texts and truth values, tags, the statistics of metrics.
std::set<std::string> property_names(const nlohmann::json& record);

// Whether the name is one of `properties`. One of them that ends in a dot stands for all that begin with it.
bool is_property(std::string_view name, std::span<const std::string_view> properties);

// Whether it holds a moment: "CreationTime", "Metrics.loss.TimeStamp".
bool is_time_property(std::string_view name);

}  // namespace tuner::sagemaker
