#include "metrics/report_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <set>

#include "tuner/base/calendar.h"
#include "tuner/space/configuration.h"

namespace tuner {
namespace {

template <class... Numbers>
std::string printed(const char* format, Numbers... numbers) {
  std::array<char, 64> buffer{};
  const int size = std::snprintf(buffer.data(), buffer.size(), format, numbers...);
  return std::string(buffer.data(), static_cast<std::size_t>(size));
}

std::string describe_range(const std::string& min, const std::string& max, Scale scale) {
  std::string text = min + " … " + max;
  if (scale == Scale::kLog) text += ", log";
  if (scale == Scale::kReverseLog) text += ", reverse log";
  return text;
}

struct Describe {
  std::string operator()(const Continuous& range) const {
    return describe_range(shortest(range.min), shortest(range.max), resolved_scale(range)) +
           (range.step > 0.0 ? ", step " + shortest(range.step) : "");
  }
  std::string operator()(const Integer& range) const {
    return describe_range(
               std::to_string(range.min), std::to_string(range.max), resolved_scale(range)) +
           (range.step > 1 ? ", step " + std::to_string(range.step) : "");
  }
  std::string operator()(const Categorical& categories) const {
    std::string text;
    for (const Category& category : categories.values) {
      text += (text.empty() ? "" : ", ") + category.text;
    }
    return text;
  }
};

}  // namespace

std::string format_value(double value, int digits) {
  if (!std::isfinite(value)) return shortest(value);
  std::array<char, 32> buffer{};
  const auto end =
      std::to_chars(
          buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::general, digits)
          .ptr;
  return std::string(buffer.data(), end);
}

std::string format_value(const std::optional<double>& value) {
  return value ? format_value(*value) : "–";
}

std::string format_p(double p) { return p < 0.001 ? "p < 0.001" : printed("p = %.2g", p); }

std::string format_duration(std::chrono::milliseconds time) {
  const long milliseconds = time.count();
  const long seconds = milliseconds / 1000, minutes = seconds / 60, hours = minutes / 60;
  if (milliseconds < 60'000) return printed("%.1f s", static_cast<double>(milliseconds) / 1000.0);
  if (hours < 1) return printed("%ld min %02ld s", minutes, seconds % 60);
  if (hours < 48) return printed("%ld h %02ld min", hours, minutes % 60);
  return printed("%ld d %02ld h", hours / 24, hours % 24);
}

std::string format_time(TimePoint time) {
  const Calendar c = calendar(time);
  return printed("%04d-%02u-%02u %02ld:%02ld:%02ld UTC",
                 c.year,
                 c.month,
                 c.day,
                 c.hours,
                 c.minutes,
                 c.seconds);
}

std::string format_time_iso(TimePoint time) {
  const Calendar c = calendar(time);
  return printed("%04d-%02u-%02uT%02ld:%02ld:%02ld.%03ldZ",
                 c.year,
                 c.month,
                 c.day,
                 c.hours,
                 c.minutes,
                 c.seconds,
                 c.milliseconds);
}

std::string describe(const Objective& objective) {
  return (objective.goal == Goal::kMinimize ? "minimize " : "maximize ") + objective.metric;
}

std::vector<Parameter> all_parameters(const TuningJobSpec& spec) {
  if (spec.definitions.empty()) return spec.parameters;
  std::map<std::string, Parameter> by_name;
  for (const NamedDefinition& definition : spec.definitions) {
    for (const Parameter& parameter : definition.parameters)
      by_name.emplace(parameter.name, parameter);
  }
  std::vector<Parameter> parameters;
  for (auto& [name, parameter] : by_name) parameters.push_back(std::move(parameter));
  return parameters;
}

std::string objective_heading(const TuningJobSpec& spec, std::size_t index) {
  if (spec.is_single_training()) return "";
  const std::string& metric = spec.objectives[index].metric;
  for (const TrainingDefinition* definition : spec.all_definitions()) {
    if (definition->objectives[index].metric != metric) return "objective";
  }
  return metric;
}

Objective objective_of_all(const TuningJobSpec& spec) {
  Objective all = spec.objectives.front();
  std::set<std::string> named{all.metric};
  for (const TrainingDefinition* definition : spec.all_definitions()) {
    const std::string& metric = definition->objectives.front().metric;
    if (named.insert(metric).second) all.metric += " or " + metric;
  }
  return all;
}

std::string metric_of(const TuningJobSpec& spec, const Trial& trial) {
  const std::vector<Objective>& objectives = spec.definition_of(trial.suggestion).objectives;
  return objectives.empty() ? "" : objectives.front().metric;
}

std::string describe(const Constraint& constraint) {
  if (!constraint.min) return constraint.metric + " ≤ " + shortest(*constraint.max);
  if (!constraint.max) return constraint.metric + " ≥ " + shortest(*constraint.min);
  return shortest(*constraint.min) + " ≤ " +
         describe(Constraint{constraint.metric, {}, constraint.max});
}

std::string constraint_text(const Trial& trial,
                            std::span<const Constraint> constraints,
                            std::size_t index) {
  if (index >= trial.constraints.size()) return format_value(std::nullopt);
  const std::optional<double>& value = trial.constraints[index];
  const bool violated = value && !(constraints[index].excess(*value) <= 0.0);
  return format_value(value) + (violated ? " ✗" : "");
}

std::string violations_text(const Trial& trial, std::span<const Constraint> constraints) {
  std::string text;
  for (std::size_t i = 0; i < std::min(constraints.size(), trial.constraints.size()); ++i) {
    const std::optional<double>& value = trial.constraints[i];
    if (!value || constraints[i].excess(*value) <= 0.0) continue;
    const bool below = constraints[i].min && *value < *constraints[i].min;
    text +=
        (text.empty() ? "" : ", ") + constraints[i].metric + " = " + format_value(*value) +
        (below ? " (≥ " + shortest(*constraints[i].min) : " (≤ " + shortest(*constraints[i].max)) +
        ")";
  }
  return text;
}

std::string describe(const Domain& domain) { return std::visit(Describe{}, domain); }

std::string describe_prior(const TuningJobSpec& spec, const Prior& prior) {
  const auto counted = [](std::size_t count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
  };
  std::string text;
  if (!spec.start.empty()) text = counted(spec.start.size(), "configuration");
  if (!spec.warm_start) return text;
  std::size_t results = prior.earlier.size();
  for (const auto& task : prior.related) results += task.size();
  std::string jobs;
  for (const std::string& job : spec.warm_start->jobs) jobs += (jobs.empty() ? "" : ", ") + job;
  for (const auto& file : spec.warm_start->files)
    jobs += (jobs.empty() ? "" : ", ") + file.filename().string();
  const bool identical = spec.warm_start->kind == WarmStart::Kind::kIdentical;
  return text + (text.empty() ? "" : "; ") + counted(results, "result") + " of " + jobs +
         (identical ? " (identical)" : " (transfer)");
}

std::string escape_html(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return escaped;
}

std::string escape_markdown(std::string_view text) {
  constexpr std::string_view kMarkup = "\\|`*_[]#~";
  std::string escaped;
  for (const char c : text) {
    if (c == '<') {
      escaped += "&lt;";
    } else if (c == '&') {
      escaped += "&amp;";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      escaped += ' ';
    } else {
      if (kMarkup.find(c) != std::string_view::npos) escaped += '\\';
      escaped += c;
    }
  }
  return escaped;
}

std::string csv_cell(std::string_view text) {
  const bool is_plain = text.find_first_of(",\"\r\n\t") == std::string_view::npos;
  if (is_plain && !text.empty() && text.front() != ' ' && text.back() != ' ')
    return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string escape_csv(std::string_view text) {
  if (text.empty()) return "";
  constexpr std::string_view kFormula = "=+-@\t\r";
  const bool is_formula = kFormula.find(text.front()) != std::string_view::npos;
  return csv_cell((is_formula ? "'" : "") + std::string(text));
}

}  // namespace tuner
