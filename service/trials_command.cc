// `tuner trials`: every trial of a job, as a table, CSV or JSON.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "metrics/report.h"
#include "metrics/report_csv.h"
#include "metrics/report_json.h"
#include "metrics/report_text.h"
#include "service/commands.h"
#include "service/conclude.h"
#include "service/job_json.h"
#include "service/text_table.h"
#include "service/wording.h"
#include "service/workspace.h"
#include "tuner/job/best.h"

namespace tuner {
namespace {

void sort_trials(std::vector<Trial>& trials, std::string_view order, const Aims& aims) {
  if (order == "duration") {
    std::stable_sort(trials.begin(), trials.end(), [](const Trial& a, const Trial& b) {
      return a.ran_for > b.ran_for;
    });
  } else if (order == "objective") {
    std::stable_sort(trials.begin(), trials.end(), [&](const Trial& a, const Trial& b) {
      const auto first = losses_of(a, aims), second = losses_of(b, aims);
      if (first.empty() || second.empty()) return !first.empty() && second.empty();
      return std::pair(violation_of(excesses_of(a, aims)), first.front()) <
             std::pair(violation_of(excesses_of(b, aims)), second.front());
    });
  }
}

// Those that are asked for, in the order in which they are.
void select(std::vector<Trial>& trials, const TrialsOptions& options) {
  if (!options.statuses.empty()) {
    std::erase_if(trials, [&](const Trial& trial) {
      std::string status(name_of(trial.status));
      std::ranges::replace(status, ' ', '-');
      return std::ranges::find(options.statuses, status) == options.statuses.end();
    });
  }
  if (options.limit && *options.limit < trials.size()) trials.resize(*options.limit);
}

std::string value_text(const Trial& trial, std::size_t objective) {
  const bool known = objective < trial.objectives.size() && trial.objectives[objective];
  return known ? format_value(*trial.objectives[objective]) : "";
}

TextCell constraint_cell(const Trial& trial,
                         std::span<const Constraint> constraints,
                         std::size_t index) {
  if (index >= trial.constraints.size() || !trial.constraints[index]) return {""};
  const bool kept = constraints[index].excess(*trial.constraints[index]) <= 0.0;
  return {constraint_text(trial, constraints, index), kept ? Style::kPlain : Style::kBad};
}

std::string parameter_text(const Trial& trial, const std::string& name) {
  const auto value = trial.suggestion.configuration.find(name);
  if (value == trial.suggestion.configuration.end()) return "-";
  const double* number = std::get_if<double>(&value->second);
  return number == nullptr ? to_text(value->second) : format_value(*number);
}

std::string text_of(const JobReport& job) {
  const TuningJobSpec& spec = job.record.spec;
  std::vector<TextColumn> columns = {{"#", Align::kRight}, {"STATE"}};
  if (!spec.definitions.empty()) columns.push_back({"DEFINITION"});
  const bool budgets = has_budgets(job.trials);
  if (budgets) {
    columns.push_back({"BUDGET", Align::kRight});
    columns.push_back({"CONTINUES", Align::kRight});
  }
  for (std::size_t i = 0; i < spec.objectives.size(); ++i)
    columns.push_back({objective_heading(spec, i), Align::kRight});
  const bool several = spec.objectives.size() > 1;
  for (const Constraint& constraint : spec.constraints)
    columns.push_back({describe(constraint), Align::kRight});
  if (several) columns.push_back({"FRONT"});
  columns.push_back({"TIME", Align::kRight});
  const std::vector<Parameter> parameters = all_parameters(spec);
  for (const Parameter& parameter : parameters) {
    const bool text = std::holds_alternative<Categorical>(parameter.domain);
    columns.push_back({parameter.name, text ? Align::kLeft : Align::kRight});
  }
  TextTable table(std::move(columns));
  for (const Trial& trial : job.trials) {
    std::vector<TextCell> row = {{std::to_string(trial.id.number)}, state_cell(trial)};
    if (!spec.definitions.empty()) row.push_back({spec.definition_name(trial.suggestion)});
    if (budgets) {
      const auto& [configuration, budget, earlier, definition] = trial.suggestion;
      row.push_back({budget ? std::to_string(*budget) : ""});
      row.push_back({earlier ? std::to_string(earlier->number) : ""});
    }
    const bool best = job.stands_out(trial.id);
    for (std::size_t i = 0; i < spec.objectives.size(); ++i) {
      row.push_back({value_text(trial, i), best ? Style::kGood : Style::kPlain});
    }
    for (std::size_t i = 0; i < spec.constraints.size(); ++i)
      row.push_back(constraint_cell(trial, spec.constraints, i));
    if (several) row.push_back({best ? "*" : ""});
    row.push_back({trial.ended_at ? duration_text(trial.ran_for) : ""});
    for (const Parameter& parameter : parameters)
      row.push_back({parameter_text(trial, parameter.name)});
    table.add_row(std::move(row));
  }
  return table.render(standard_output());
}

std::string document_of(const JobReport& job) {
  nlohmann::ordered_json json = {{"job", job.record.spec.name.text},
                                 {"trials", nlohmann::ordered_json::array()}};
  for (const Trial& trial : job.trials) {
    auto& entry = json["trials"].emplace_back(trial_json(trial, job.record.spec));
    if (job.has_several_objectives()) entry["front"] = job.stands_out(trial.id);
  }
  return json_text(json);
}

Result<ExitCode> trials(const CommandContext& context, const TrialsOptions& options) {
  if (context.json && options.format.value_or("json") != "json") {
    return fail(ErrorCode::kInvalidArgument,
                "--json prints JSON, and --format " + *options.format +
                    " something else: leave one of them out");
  }
  TUNER_ASSIGN_OR_RETURN(const Workspace workspace, open_workspace(context));
  TUNER_ASSIGN_OR_RETURN(const JobName name, find_job(*workspace.reader, options.job));
  TUNER_ASSIGN_OR_RETURN(Report report, make_report(*workspace.reader, {&name, 1}));
  JobReport& job = report.jobs.front();
  const TuningJobSpec& spec = job.record.spec;
  const bool any = !job.trials.empty();
  sort_trials(job.trials, options.sort.value_or("number"), spec.aims());
  select(job.trials, options);
  const std::string format = options.format.value_or(context.json ? "json" : "table");
  if (format == "csv") {
    print(to_csv(report));
  } else if (format == "json") {
    print(document_of(job));
  } else if (job.trials.empty()) {
    return no_result("no trial of " + name.text +
                     (any ? " is in such a state" : " has been started yet"));
  } else {
    print(text_of(job));
  }
  return kExitOk;
}

}  // namespace

int trials_command(const CommandContext& context, const TrialsOptions& options) {
  return conclude(trials(context, options));
}

}  // namespace tuner
