#include "metrics/regex_scraper.h"

#include <utility>

#include "tuner/base/check.h"

namespace tuner {
namespace {

constexpr std::string_view kStepGroup = "step", kValueGroup = "value";

bool has_value_group(const Pattern& pattern) {
  for (std::size_t group = 1; group <= pattern.group_count(); ++group) {
    if (pattern.group_name(group) != kStepGroup) return true;
  }
  return false;
}

// The groups of the last match as a finding; nullopt when no group for the value took part in it.
std::optional<Finding> read_match(const Pattern& pattern, std::size_t definition) {
  std::optional<std::string_view> value, step;
  bool named = false;
  for (std::size_t number = 1; number <= pattern.group_count(); ++number) {
    const auto text = pattern.group(number);
    if (!text) continue;
    const std::string_view name = pattern.group_name(number);
    if (name == kStepGroup) {
      step = text;
    } else if (!value || (name == kValueGroup && !named)) {
      value = text;
      named = name == kValueGroup;
    }
  }
  if (!value) return std::nullopt;
  return Finding{definition,
                 std::string(*value),
                 parse_metric_value(*value),
                 step ? parse_step(*step) : std::nullopt};
}

}  // namespace

std::vector<Error> regex_problems(std::span<const MetricDefinition> definitions) {
  std::vector<Error> problems;
  for (const MetricDefinition& definition : definitions) {
    if (definition.regex.empty()) continue;
    const std::string at = "/metrics/" + definition.name;
    const auto pattern = Pattern::compile(definition.regex);
    if (!pattern) {
      problems.push_back({pattern.error().code, pattern.error().message, at});
    } else if (!has_value_group(*pattern)) {
      problems.push_back(
          {ErrorCode::kInvalidArgument,
           "the regular expression \"" + definition.regex +
               "\" has no capture group for the value: put parentheses around the number, "
               "as in loss=([0-9.]+)",
           at});
    }
  }
  return problems;
}

RegexScraper::RegexScraper(std::span<const MetricDefinition> definitions) {
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    if (definitions[i].regex.empty()) continue;
    auto pattern = Pattern::compile(definitions[i].regex);
    TUNER_CHECK(pattern.has_value(), "an expression that regex_problems() refuses");
    searches_.push_back({i, std::move(*pattern)});
  }
}

void RegexScraper::scan(std::string_view line, std::vector<Finding>& found) {
  for (Search& search : searches_) {
    if (search.limit_hits >= kMaxLimitHits) continue;
    const Pattern::Outcome outcome = search.pattern.search(line);
    if (outcome == Pattern::Outcome::kLimit && ++search.limit_hits == kMaxLimitHits) {
      disabled_.push_back(search.definition);
    }
    if (outcome != Pattern::Outcome::kMatch) continue;
    if (auto finding = read_match(search.pattern, search.definition)) {
      found.push_back(std::move(*finding));
    }
  }
}

}  // namespace tuner
