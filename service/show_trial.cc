#include "service/show_trial.h"

#include <nlohmann/json.hpp>

#include "metrics/report_json.h"
#include "metrics/report_text.h"
#include "service/conclude.h"
#include "service/display_text.h"
#include "service/job_json.h"
#include "service/rerun.h"
#include "service/text_table.h"
#include "service/wording.h"

namespace tuner {
namespace {

// What is shown of a trial.
struct ShownTrial {
  JobSummary summary;
  Trial trial;
  std::vector<MetricSummary> metrics;  // of its last attempt
  std::filesystem::path folder;

  const TuningJobSpec& spec() const { return summary.job.spec; }
  bool is_best() const { return summary.best && summary.best->id == trial.id; }
};

Result<ShownTrial> read(const Workspace& workspace, const JobName& name, std::uint32_t number) {
  ShownTrial shown;
  TUNER_ASSIGN_OR_RETURN(shown.summary, workspace.reader->summary(name));
  TUNER_ASSIGN_OR_RETURN(shown.trial, find_trial(*workspace.reader, name, number));
  TUNER_ASSIGN_OR_RETURN(shown.metrics, workspace.reader->metric_summaries(name, shown.trial.id));
  const JobIdentity& identity = shown.summary.job.identity;
  shown.folder = trial_folder(workspace.home.jobs_folder(), name, identity, shown.trial.id);
  return shown;
}

void add_values(TextTable& facts, const ShownTrial& shown) {
  const Trial& trial = shown.trial;
  const auto& objectives = shown.spec().definition_of(trial.suggestion).objectives;
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    const bool known = i < trial.objectives.size() && trial.objectives[i];
    const bool best = shown.is_best() && objectives.size() == 1;
    add_fact(facts,
             i == 0 ? "Objective" : "",
             objectives[i].metric + " = " +
                 (known ? to_text(ParameterValue(*trial.objectives[i])) : "–") +
                 (best ? ", the best of the job" : ""),
             best ? Style::kGood : Style::kPlain);
  }
  const auto& constraints = shown.spec().constraints;
  for (std::size_t i = 0; i < constraints.size(); ++i) {
    add_fact(facts,
             i == 0 ? "Constraint" : "",
             describe(constraints[i]) + ": " + constraint_text(trial, constraints, i));
  }
}

std::string attempts_text(const Trial& trial) {
  std::string text = std::to_string(trial.attempts);
  if (trial.exit_code) text += ", exit code " + std::to_string(*trial.exit_code);
  return text;
}

std::string time_text(const Trial& trial) {
  std::string text = "created " + local_time_text(trial.created_at);
  if (trial.started_at) text += ", started " + local_time_text(*trial.started_at);
  if (trial.ended_at)
    text += ", ended " + local_time_text(*trial.ended_at) + "; " + duration_text(trial.ran_for);
  return text;
}

std::string next_text(const ShownTrial& shown) {
  const std::string of = shown.spec().name.text + " " + std::to_string(shown.trial.id.number);
  const std::string logs = "`tuner logs " + of + "`";
  return shown.spec().is_single_training() ? logs : logs + ", `tuner explain " + of + "`";
}

std::string metrics_text(std::span<const MetricSummary> metrics, const Terminal& terminal) {
  TextTable table({{"METRIC"},
                   {"LAST", Align::kRight},
                   {"MIN", Align::kRight},
                   {"MAX", Align::kRight},
                   {"VALUES", Align::kRight}});
  for (const MetricSummary& metric : metrics) {
    table.add_row({{metric.name},
                   {format_value(metric.last)},
                   {format_value(metric.min)},
                   {format_value(metric.max)},
                   {std::to_string(metric.count)}});
  }
  return "\n" + table.render(terminal);
}

std::string text_of(const ShownTrial& shown) {
  const Trial& trial = shown.trial;
  const Terminal terminal = standard_output();
  TextTable facts({{""}, {""}});
  add_fact(facts, "Trial", std::to_string(trial.id.number) + ", " + trial.name, Style::kStrong);
  const TextCell state = state_cell(trial);
  const std::string why = trial.reason.empty() ? "" : ": " + trial.reason;
  add_fact(facts, "State", clipped_beside_label(state.text + why, terminal), state.style);
  const std::string definition = shown.spec().definition_name(trial.suggestion);
  if (!definition.empty()) add_fact(facts, "Definition", definition);
  add_values(facts, shown);
  if (trial.suggestion.budget) add_fact(facts, "Budget", std::to_string(*trial.suggestion.budget));
  if (trial.suggestion.resume_from)
    add_fact(facts, "Continues", "trial " + std::to_string(trial.suggestion.resume_from->number));
  add_configuration(facts, "Parameters", trial.suggestion.configuration);
  add_fact(facts, "Attempts", attempts_text(trial));
  add_fact(facts, "Time", time_text(trial));
  add_fact(facts, "Folder", shown.folder.string());
  add_fact(facts, "Next", next_text(shown));
  Terminal unlimited = terminal;  // values and paths are for copying
  unlimited.width.reset();
  std::string text = facts.render(unlimited);
  if (!shown.metrics.empty()) text += metrics_text(shown.metrics, terminal);
  if (const std::string command = shell_text(rerun_of(shown.summary.job, trial)); !command.empty())
    text += "\n" + printable(command) + "\n";
  return text;
}

nlohmann::ordered_json json_of(const ShownTrial& shown) {
  nlohmann::ordered_json json = trial_json(shown.trial, shown.spec());
  json["job"] = shown.spec().name.text;
  json["best"] = shown.is_best();
  json["metrics"] = nlohmann::ordered_json::array();
  for (const MetricSummary& metric : shown.metrics) json["metrics"].push_back(metric_json(metric));
  json["folder"] = shown.folder.string();
  json["command"] = rerun_of(shown.summary.job, shown.trial).arguments;
  return json;
}

}  // namespace

Result<ExitCode> show_trial(const CommandContext& context,
                            const Workspace& workspace,
                            const JobName& name,
                            std::uint32_t number) {
  TUNER_ASSIGN_OR_RETURN(const ShownTrial shown, read(workspace, name, number));
  print(context.json ? json_text(json_of(shown)) : text_of(shown));
  return kExitOk;
}

}  // namespace tuner
