#include "metrics/json_line_scraper.h"

#include <array>
#include <nlohmann/json.hpp>

namespace tuner {
namespace {

using nlohmann::json;

bool looks_like_object(std::string_view line) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t first = line.find_first_not_of(kBlanks);
  return first != std::string_view::npos && line[first] == '{' &&
         line[line.find_last_not_of(kBlanks)] == '}';
}

// Python writes NaN and Infinity bare, which is no JSON: puts them in quotes, outside of strings.
std::string with_quoted_constants(std::string_view line) {
  constexpr std::array<std::string_view, 3> kConstants{"NaN", "Infinity", "-Infinity"};
  std::string quoted;
  bool in_string = false;
  while (!line.empty()) {
    std::size_t taken = 1;
    if (in_string && line.front() == '\\') taken = std::min<std::size_t>(2, line.size());
    if (line.front() == '"') in_string = !in_string;
    for (const std::string_view constant : kConstants) {
      if (in_string || !line.starts_with(constant)) continue;
      taken = constant.size();
      quoted += '"';
    }
    quoted += line.substr(0, taken);
    if (taken > 2) quoted += '"';
    line.remove_prefix(taken);
  }
  return quoted;
}

json parse(std::string_view line) {
  constexpr bool kNoExceptions = false;
  json object = json::parse(line, nullptr, kNoExceptions);
  if (object.is_discarded())
    object = json::parse(with_quoted_constants(line), nullptr, kNoExceptions);
  return object;
}

std::string text_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_structured()) return value.is_array() ? "a list" : "an object";  // may be deep
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Finding read(std::size_t definition, const json& value, const json& object) {
  Finding finding{definition, text_of(value)};
  if (value.is_number()) finding.value = value.get<double>();
  if (value.is_string()) finding.value = parse_metric_value(finding.text);
  if (const auto step = object.find("step"); step != object.end() && step->is_number()) {
    finding.step = parse_step(text_of(*step));
  }
  return finding;
}

}  // namespace

JsonLineScraper::JsonLineScraper(std::span<const MetricDefinition> definitions) {
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    if (definitions[i].regex.empty()) definitions_.emplace(definitions[i].name, i);
  }
}

void JsonLineScraper::scan(std::string_view line, std::vector<Finding>& found) const {
  if (definitions_.empty() || !looks_like_object(line)) return;
  const json object = parse(line);
  if (!object.is_object()) return;
  const auto metric = object.find("metric"), value = object.find("value");
  if (metric != object.end() && metric->is_string() && value != object.end()) {
    const auto definition = definitions_.find(metric->get_ref<const std::string&>());
    if (definition != definitions_.end()) found.push_back(read(definition->second, *value, object));
    return;
  }
  for (const auto& [name, index] : definitions_) {
    const auto entry = object.find(name);
    if (entry != object.end()) found.push_back(read(index, *entry, object));
  }
}

}  // namespace tuner
