#include "service/metric_trial.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "metrics/report_text.h"
#include "service/display_text.h"
#include "service/job_json.h"
#include "service/text_table.h"
#include "service/wording.h"

namespace tuner {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLineNumberWidth = 7;
constexpr std::size_t kValueWidth = 12;
constexpr std::size_t kLongestLine = 160;  // shown where the terminal does not say

std::string right(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, display_width(text)), ' ') + text;
}

std::string left(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, display_width(text)), ' ');
}

std::string compact(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

MetricTrial::MetricTrial(const TuningJobSpec& spec) : spec_(spec), tallies_(spec.metrics.size()) {
  for (const MetricDefinition& metric : spec.metrics) {
    name_width_ = std::max(name_width_, display_width(printable(metric.name)));
  }
}

void MetricTrial::add(const LineFindings& line) {
  for (const Finding& finding : line.found) {
    MetricTally& tally = tallies_[finding.definition];
    tally.ends_in_no_number = !finding.value;
    if (!finding.value) {
      tally.last_text = finding.text;
      if (tally.not_numbers++ == 0) tally.not_number = finding.text;
      continue;
    }
    if (tally.values++ == 0) tally.first_line = line.number;
    tally.last_line = line.number;
    tally.last = finding.value;
  }
}

std::string MetricTrial::line_text(const LineFindings& line, const Terminal& terminal) const {
  const std::string text = printable(line.text);
  const std::size_t before = kLineNumberWidth + name_width_ + kValueWidth + 6;  // three gaps
  const std::size_t width = terminal.width.value_or(before + kLongestLine);
  std::string out;
  for (const Finding& finding : line.found) {
    const std::string name = printable(spec_.metrics[finding.definition].name);
    const std::string value = finding.value ? format_value(*finding.value)
                                            : shortened(printable(finding.text), kValueWidth);
    out += styled(right(std::to_string(line.number), kLineNumberWidth), Style::kDim, terminal) +
           "  " + left(name, name_width_) + "  " +
           styled(right(value, kValueWidth), finding.value ? Style::kGood : Style::kBad, terminal) +
           "  " + shortened(text, width > before ? width - before : 0) +
           (finding.value ? "" : "  (no number)") + "\n";
  }
  return out;
}

std::string MetricTrial::line_json(const LineFindings& line) const {
  std::string out;
  for (const Finding& finding : line.found) {
    const Json json = {{"line", line.number},
                       {"metric", spec_.metrics[finding.definition].name},
                       {"value", finding.value ? Json(*finding.value) : Json()},
                       {"found", finding.text},
                       {"text", printable(line.text)}};
    out += (out.empty() ? "" : ",\n") + compact(json);
  }
  return out;
}

std::string MetricTrial::verdict(std::size_t definition, const ScrapeReport& report) const {
  const MetricDefinition& metric = spec_.metrics[definition];
  const MetricTally& tally = tallies_[definition];
  const auto& disabled = report.disabled;
  if (std::find(disabled.begin(), disabled.end(), metric.name) != disabled.end()) {
    return "switched off: the expression took too long on too many lines; make it simpler, without "
           "nested repeats";
  }
  if (tally.not_numbers > 0) {
    return counted(tally.not_numbers, "time") + " no number, the first is '" +
           printable(tally.not_number) + "': " +
           (metric.regex.empty() ? "its value in JSON must be a number"
                                 : "the first parentheses must hold the number and nothing else");
  }
  if (tally.values > 0 && !std::isfinite(*tally.last))
    return "the last value is " + shortest(*tally.last);
  if (tally.values > 0) return "ok";
  if (metric.regex.empty()) {
    return R"(never found: no line is {"metric": ")" + metric.name + R"(", "value": …})";
  }
  return "never matched: compare it with a line of the log, blanks and capitals count: " +
         metric.regex;
}

std::string MetricTrial::summary_text(const ScrapeReport& report, const Terminal& terminal) const {
  TextTable table(
      {{"METRIC"}, {"VALUES", Align::kRight}, {"LAST", Align::kRight}, {"LINES"}, {"VERDICT"}});
  for (std::size_t i = 0; i < tallies_.size(); ++i) {
    const MetricTally& tally = tallies_[i];
    const std::string lines = tally.values == 0 ? ""
                                                : std::to_string(tally.first_line) + "–" +
                                                      std::to_string(tally.last_line);
    const std::string text = verdict(i, report);
    table.add_row({{spec_.metrics[i].name},
                   {std::to_string(tally.values)},
                   {tally.last ? format_value(*tally.last) : ""},
                   {lines},
                   {text, text == "ok" ? Style::kGood : Style::kBad}});
  }
  Terminal unlimited = terminal;  // advice is for reading to its end
  unlimited.width.reset();
  std::string out = counted(report.lines, "line");
  if (report.cut_lines > 0) {
    out +=
        ", " + std::to_string(report.cut_lines) + " too long: only their beginnings were searched";
  }
  return out + "\n\n" + table.render(unlimited);
}

std::string MetricTrial::summary_json(const ScrapeReport& report) const {
  Json definitions = Json::array();
  for (std::size_t i = 0; i < tallies_.size(); ++i) {
    const MetricTally& tally = tallies_[i];
    definitions.push_back({{"metric", spec_.metrics[i].name},
                           {"regex", spec_.metrics[i].regex},
                           {"values", tally.values},
                           {"not_numbers", tally.not_numbers},
                           {"last", tally.last ? Json(*tally.last) : Json()},
                           {"verdict", verdict(i, report)}});
  }
  return "\"definitions\": " + compact(definitions) +
         ",\n\"lines\": " + std::to_string(report.lines) +
         ",\n\"cut_lines\": " + std::to_string(report.cut_lines);
}

const MetricTally& MetricTrial::tally_of(const std::string& metric) const {
  const auto found = std::ranges::find(spec_.metrics, metric, &MetricDefinition::name);
  return tallies_[static_cast<std::size_t>(found - spec_.metrics.begin())];
}

std::optional<std::string> MetricTrial::failure() const {
  const auto problem = [&](const std::string& role,
                           const std::string& metric) -> std::optional<std::string> {
    const MetricTally& tally = tally_of(metric);
    const std::string name = "the " + role + " '" + metric + "'";
    const std::string failed = ": a training that prints this would count as failed";
    if (tally.values == 0) return name + " has no value in this log" + failed;
    if (!std::isfinite(*tally.last))
      return "the last value of " + name + " is " + shortest(*tally.last) + failed;
    if (!tally.ends_in_no_number) return std::nullopt;
    return "the last match of " + name + " is no number ('" + printable(tally.last_text) +
           "'): a training that prints this would count with an older value, " +
           format_value(*tally.last);
  };
  for (const Objective& objective : spec_.objectives) {
    if (auto found = problem("objective", objective.metric)) return found;
  }
  for (const Constraint& constraint : spec_.constraints) {
    if (auto found = problem("metric of the constraint", constraint.metric)) return found;
  }
  return std::nullopt;
}

}  // namespace tuner
