// `tuner stop-audit`: what other rules of early stopping would have saved in a job, and lost.
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "metrics/report_text.h"
#include "service/commands.h"
#include "service/conclude.h"
#include "service/display_text.h"
#include "service/job_json.h"
#include "service/stop_audit.h"
#include "service/text_table.h"
#include "service/wording.h"
#include "service/workspace.h"

namespace tuner {
namespace {

Result<std::vector<PastCurve>> curves_of(const ExperimentReader& reader, const JobRecord& job) {
  TUNER_ASSIGN_OR_RETURN(const std::vector<Trial> trials, reader.trials(job.spec.name));
  std::map<TrialId, PastCurve> by_chain;
  for (const Trial& trial : trials) {
    if (!is_terminal(trial.status)) continue;
    TUNER_ASSIGN_OR_RETURN(const auto printed, reader.metrics(job.spec.name, trial.id));
    const std::vector<PastValue> points = past_values(printed, job.spec);
    PastCurve& curve = by_chain[first_of_chain(trials, trial.id)];
    curve.trials.push_back(trial);
    curve.points.insert(curve.points.end(), points.begin(), points.end());
  }
  std::vector<PastCurve> curves;
  for (auto& [first, curve] : by_chain) curves.push_back(std::move(curve));
  return curves;
}

std::string percent(double part, double whole) {
  return whole > 0.0 ? std::to_string(std::lround(100.0 * part / whole)) + " %" : "–";
}

std::vector<TextCell> row_of(const std::string& name, const StopAudit& audit) {
  const auto seconds = [](JobTime time) { return static_cast<double>(time.count()); };
  return {{name},
          {std::to_string(audit.stopped) + " of " + std::to_string(audit.curves)},
          {percent(static_cast<double>(audit.saved_values), static_cast<double>(audit.values))},
          {duration_text(audit.saved_time) + " (" +
           percent(seconds(audit.saved_time), seconds(audit.time)) + ")"},
          {format_value(audit.best_value)},
          {audit.best ? std::to_string(audit.best->number) : "–"}};
}

std::string text_of(const TuningJobSpec& spec,
                    std::span<const AuditedRule> rules,
                    std::span<const StopAudit> audits) {
  TextTable table({{"RULE"},
                   {"STOPS", Align::kRight},
                   {"VALUES SAVED", Align::kRight},
                   {"TIME SAVED", Align::kRight},
                   {"BEST", Align::kRight},
                   {"TRIAL", Align::kRight}});
  for (std::size_t i = 0; i < rules.size(); ++i) table.add_row(row_of(rules[i].name, audits[i]));
  return table.render(standard_output()) + "\nBEST: the best " +
         printable(spec.objectives.front().metric) +
         (spec.constraints.empty() ? "" : ", with every constraint kept,") +
         " that would have been left. What the strategy would have proposed after other results is "
         "not known.\n";
}

std::string text_of(const ResourceUse& use, const Resource& resource) {
  return counted(static_cast<std::uint64_t>(use.configurations), "configuration") + ", " +
         std::to_string(use.complete) + " of them up to " + std::to_string(resource.max) +
         ", took " +
         percent(static_cast<double>(use.steps), static_cast<double>(use.complete_steps)) +
         " of the steps of complete trainings (" + std::to_string(use.steps) + " of " +
         std::to_string(use.complete_steps) +
         "). What the others would have come to is not known.\n";
}

nlohmann::ordered_json json_of(const ResourceUse& use) {
  return {{"configurations", use.configurations},
          {"complete", use.complete},
          {"steps", use.steps},
          {"complete_steps", use.complete_steps}};
}

nlohmann::ordered_json json_of(const std::string& name, const StopAudit& audit) {
  nlohmann::ordered_json json{
      {"rule", name},
      {"trials", audit.curves},
      {"stopped", audit.stopped},
      {"values", audit.values},
      {"saved_values", audit.saved_values},
      {"seconds", static_cast<double>(audit.time.count()) / 1000.0},
      {"saved_seconds", static_cast<double>(audit.saved_time.count()) / 1000.0},
      {"best", nullptr},
      {"best_trial", nullptr}};
  if (audit.best) {
    json["best"] = *audit.best_value;
    json["best_trial"] = audit.best->number;
  }
  return json;
}

Result<ExitCode> audit_job(const CommandContext& context, const JobOptions& options) {
  TUNER_ASSIGN_OR_RETURN(const Workspace workspace, open_workspace(context));
  TUNER_ASSIGN_OR_RETURN(const JobName name, find_tuning_job(*workspace.reader, options.job));
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, workspace.reader->job(name));
  if (!job.spec.definitions.empty()) {
    return fail(
        ErrorCode::kInvalidArgument,
        "job '" + name.text +
            "' has several definitions, whose trainings cannot be compared on their way: no "
            "early stopping is possible");
  }
  TUNER_ASSIGN_OR_RETURN(const std::vector<PastCurve> curves, curves_of(*workspace.reader, job));
  std::vector<AuditedRule> rules{{"none", {}}};
  for (AuditedRule& rule : rules_to_audit(job.spec, curves)) rules.push_back(std::move(rule));
  std::vector<StopAudit> audits;
  for (const AuditedRule& rule : rules) audits.push_back(audit(job.spec, rule, curves));
  if (audits.front().curves == 0) {
    return no_result(name.text + ": no trial has ended and printed '" +
                     job.spec.objectives.front().metric + "'");
  }
  std::optional<ResourceUse> use;
  if (job.spec.resource) use = resource_use(*job.spec.resource, curves);
  if (!context.json) {
    print(text_of(job.spec, rules, audits) + (use ? text_of(*use, *job.spec.resource) : ""));
    return kExitOk;
  }
  auto list = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < rules.size(); ++i) list.push_back(json_of(rules[i].name, audits[i]));
  print(json_text(
      {{"job", name.text}, {"rules", list}, {"resource", use ? json_of(*use) : nullptr}}));
  return kExitOk;
}

}  // namespace

int stop_audit_command(const CommandContext& context, const JobOptions& options) {
  return conclude(audit_job(context, options));
}

}  // namespace tuner
