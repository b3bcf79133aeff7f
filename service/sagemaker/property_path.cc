#include "service/sagemaker/property_path.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;
using Values = std::vector<const Json*>;

constexpr const char* kFinalMetrics = "FinalMetricDataList";  // "Metrics" in an expression
constexpr std::array<const char*, 2> kNamingMembers{"Key", "MetricName"};

void collect(const Json& json, std::string_view name, Values& values);

// What follows `head` in "head" or "head.rest"; nullopt: the name does not begin with it.
std::optional<std::string_view> after(std::string_view name, std::string_view head) {
  if (!name.starts_with(head)) return std::nullopt;
  name.remove_prefix(head.size());
  if (name.empty()) return name;
  if (name.front() != '.') return std::nullopt;
  return name.substr(1);
}

// An element of a list that has its name as a member, by that: a tag's value, a metric's statistic. Whether it is meant.
bool collect_named(const Json& element, std::string_view name, Values& values) {
  for (const char* member : kNamingMembers) {
    const auto found = element.find(member);
    if (found == element.end()) continue;
    const auto rest = after(name, found->get_ref<const std::string&>());
    if (!rest) return false;
    if (!rest->empty()) {
      collect(element, *rest, values);
    } else if (const auto value = element.find("Value"); value != element.end()) {
      values.push_back(&*value);
    } else {
      values.push_back(&element);
    }
    return true;
  }
  return false;
}

void collect(const Json& json, std::string_view name, Values& values) {
  if (name.empty()) return values.push_back(&json);
  if (json.is_array()) {
    for (const Json& element : json) {
      if (!element.is_object() || !collect_named(element, name, values)) {
        collect(element, name, values);
      }
    }
  } else if (json.is_object()) {
    for (const auto& [key, value] : json.items()) {
      if (const auto rest = after(name, key)) collect(value, *rest, values);
    }
  }
}

std::string joined(const std::string& head, const std::string& name) {
  return head.empty() ? name : head + "." + name;
}

void add_names(const Json& json, const std::string& name, std::set<std::string>& names);

// Of an element of a list: its members under the list's name, or under its own where it has one.
void add_element_names(const Json& element, const std::string& list, std::set<std::string>& names) {
  const auto* naming = std::ranges::find_if(
      kNamingMembers, [&](const char* member) { return element.contains(member); });
  if (naming == kNamingMembers.end()) return add_names(element, list, names);
  const std::string name = joined(list, element.at(*naming).get<std::string>());
  if (element.contains("Value")) {
    names.insert(name);
    return;
  }
  Json statistics = element;
  statistics.erase(*naming);
  add_names(statistics, name, names);
}

void add_names(const Json& json, const std::string& name, std::set<std::string>& names) {
  if (json.is_array()) {
    for (const Json& element : json) add_element_names(element, name, names);
  } else if (json.is_object()) {
    for (const auto& [key, value] : json.items()) add_names(value, joined(name, key), names);
  } else {
    names.insert(name);
  }
}

}  // namespace

std::set<std::string> property_names(const nlohmann::json& record) {
  std::set<std::string> names;
  add_names(record, "", names);
  if (record.contains(kFinalMetrics)) add_names(record[kFinalMetrics], "Metrics", names);
  return names;
}

std::vector<const nlohmann::json*> values_at(const nlohmann::json& record, std::string_view name) {
  Values values;
  collect(record, name, values);
  const auto metric = after(name, "Metrics");
  if (metric && record.contains(kFinalMetrics)) collect(record[kFinalMetrics], *metric, values);
  return values;
}

bool is_property(std::string_view name, std::span<const std::string_view> properties) {
  return std::ranges::any_of(properties, [&](std::string_view property) {
    return property.ends_with('.') ? name.size() > property.size() && name.starts_with(property)
                                   : name == property;
  });
}

bool is_time_property(std::string_view name) {
  constexpr std::array<std::string_view, 9> kTimes{"CreationTime",
                                                   "LastModifiedTime",
                                                   "StartTime",
                                                   "EndTime",
                                                   "TrainingStartTime",
                                                   "TrainingEndTime",
                                                   "HyperParameterTuningEndTime",
                                                   "TimeStamp",
                                                   "Timestamp"};
  constexpr std::array<std::string_view, 6> kOpen{"HyperParameters.",
                                                  "Parameters.",
                                                  "Tags.",
                                                  "InputArtifacts.",
                                                  "OutputArtifacts.",
                                                  "Environment."};
  const std::size_t dot = name.rfind('.');
  const std::string_view last = name.substr(dot == std::string_view::npos ? 0 : dot + 1);
  if (name.starts_with("Metrics.")) return last == "TimeStamp" || last == "Timestamp";
  const bool is_open =
      std::ranges::any_of(kOpen, [&](std::string_view prefix) { return name.starts_with(prefix); });
  return !is_open && std::ranges::find(kTimes, last) != kTimes.end();
}

}  // namespace tuner::sagemaker
