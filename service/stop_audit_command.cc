// `tuner stop-audit`: what other rules of early stopping would have saved in a job, and lost.
#include <cmath>
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
  std::vector<PastCurve> curves;
  for (const Trial& trial : trials) {
    if (!is_terminal(trial.status)) continue;
    TUNER_ASSIGN_OR_RETURN(auto points, reader.metrics(job.spec.name, trial.id));
    std::erase_if(points, [&](const MetricPoint& point) {
      return point.name != job.spec.objectives.front().metric;
    });
    curves.push_back({trial, std::move(points)});
  }
  return curves;
}

std::string percent(double part, double whole) {
  return whole > 0.0 ? std::to_string(std::lround(100.0 * part / whole)) + " %" : "–";
}

std::vector<TextCell> row_of(const std::string& name, const StopAudit& audit) {
  const auto seconds = [](JobTime time) { return static_cast<double>(time.count()); };
  return {{name},
          {std::to_string(audit.stopped) + " of " + std::to_string(audit.trials)},
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
         " that would have been left. What the strategy would have proposed after other results is "
         "not known.\n";
}

nlohmann::ordered_json json_of(const std::string& name, const StopAudit& audit) {
  nlohmann::ordered_json json{
      {"rule", name},
      {"trials", audit.trials},
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
  if (audits.front().trials == 0) {
    return no_result(name.text + ": no trial has ended and printed '" +
                     job.spec.objectives.front().metric + "'");
  }
  if (!context.json) {
    print(text_of(job.spec, rules, audits));
    return kExitOk;
  }
  auto list = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < rules.size(); ++i) list.push_back(json_of(rules[i].name, audits[i]));
  print(json_text({{"job", name.text}, {"rules", list}}));
  return kExitOk;
}

}  // namespace

int stop_audit_command(const CommandContext& context, const JobOptions& options) {
  return conclude(audit_job(context, options));
}

}  // namespace tuner
