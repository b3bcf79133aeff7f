#include "metrics/report_csv.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "metrics/report_text.h"
#include "tuner/job/best.h"

namespace tuner {
namespace {

struct Columns {
  std::set<std::string> metrics, constraints, parameters;
  bool definitions = false;  // a job has several
  bool budgets = false;      // a trial has one
};

Columns columns_of(const Report& report) {
  Columns columns;
  for (const JobReport& job : report.jobs) {
    for (const TrainingDefinition* definition : job.record.spec.all_definitions()) {
      for (const Objective& objective : definition->objectives)
        columns.metrics.insert(objective.metric);
    }
    for (const Constraint& constraint : job.record.spec.constraints)
      columns.constraints.insert(constraint.metric);
    for (const Parameter& parameter : all_parameters(job.record.spec))
      columns.parameters.insert(parameter.name);
    columns.budgets = columns.budgets || has_budgets(job.trials);
    columns.definitions = columns.definitions || !job.record.spec.definitions.empty();
  }
  return columns;
}

// `aims` are objectives or constraints, `values` a trial's of them.
template <class Aim>
std::string value_cell(const std::vector<Aim>& aims,
                       const std::vector<std::optional<double>>& values,
                       const std::string& metric) {
  for (std::size_t i = 0; i < aims.size() && i < values.size(); ++i) {
    if (aims[i].metric == metric && values[i]) return shortest(*values[i]);
  }
  return "";
}

// Whether the constraints are kept: "yes", "no"; empty where there is none, or no value.
std::string kept_cell(const JobReport& job, const Trial& trial) {
  const Aims aims = job.record.spec.aims();
  if (!job.has_constraints() || losses_of(trial, aims).empty()) return "";
  return keeps_constraints(trial, aims) ? "yes" : "no";
}

// Exactly the value, so that the file can be read back: the author of a job has chosen what its values are.
std::string parameter_cell(const Configuration& configuration, const std::string& name) {
  const auto entry = configuration.find(name);
  if (entry == configuration.end()) return "";
  return csv_cell(to_text(entry->second));
}

std::string time_cell(const std::optional<TimePoint>& time) {
  return time ? format_time_iso(*time) : "";
}

// How far it was to go, and which trial it continues.
std::string budget_cells(const Suggestion& suggestion) {
  const auto [budget, earlier] = std::pair(suggestion.budget, suggestion.resume_from);
  return "," + (budget ? std::to_string(*budget) : "") + "," +
         (earlier ? std::to_string(earlier->number) : "");
}

// The lines of a reason, which may quote a log, one after the other; without control characters.
std::string joined_lines(std::string_view reason) {
  std::string line;
  while (!reason.empty()) {
    const std::size_t end = std::min(reason.find('\n'), reason.size());
    if (end > 0) line += (line.empty() ? "" : " | ") + std::string(reason.substr(0, end));
    reason.remove_prefix(std::min(end + 1, reason.size()));
  }
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  std::ranges::replace_if(line, is_control, ' ');
  return line;
}

std::string row(const JobReport& job, const Trial& trial, const Columns& columns) {
  std::string line = escape_csv(job.record.spec.name.text) + "," + std::to_string(trial.id.number) +
                     "," + escape_csv(trial.name) + "," + std::string(name_of(trial.status)) + ",";
  if (trial.failure != FailureClass::kNone) line += name_of(trial.failure);
  const TuningJobSpec& spec = job.record.spec;
  if (columns.definitions) line += "," + escape_csv(spec.definition_name(trial.suggestion));
  if (columns.budgets) line += budget_cells(trial.suggestion);
  for (const auto& metric : columns.metrics)
    line +=
        "," + value_cell(spec.definition_of(trial.suggestion).objectives, trial.objectives, metric);
  for (const auto& metric : columns.constraints)
    line += "," + value_cell(spec.constraints, trial.constraints, metric);
  if (!columns.constraints.empty()) line += "," + kept_cell(job, trial);
  for (const auto& name : columns.parameters) {
    line += "," + parameter_cell(trial.suggestion.configuration, name);
  }
  line += "," + std::to_string(trial.attempts) + "," + time_cell(trial.started_at) + "," +
          time_cell(trial.ended_at);
  line += "," + shortest(static_cast<double>(trial.ran_for.count()) / 1000.0);
  return line + "," + escape_csv(joined_lines(trial.reason)) + "\n";
}

}  // namespace

std::string to_csv(const Report& report) {
  const Columns columns = columns_of(report);
  std::string text = "job,trial,name,status,failure";
  if (columns.definitions) text += ",definition";
  if (columns.budgets) text += ",budget,continues";
  for (const auto& metric : columns.metrics) text += "," + escape_csv("objective." + metric);
  for (const auto& metric : columns.constraints) text += "," + escape_csv("constraint." + metric);
  if (!columns.constraints.empty()) text += ",keeps_constraints";
  for (const auto& name : columns.parameters) text += "," + escape_csv("parameter." + name);
  text += ",attempts,started,ended,seconds,reason\n";
  for (const JobReport& job : report.jobs) {
    for (const Trial& trial : job.trials) text += row(job, trial, columns);
  }
  return text;
}

}  // namespace tuner
