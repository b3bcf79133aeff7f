// `tuner show`: how a job stands, what it has found, what went wrong, and what to do next.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "metrics/report.h"
#include "metrics/report_tables.h"
#include "metrics/report_text.h"
#include "service/commands.h"
#include "service/conclude.h"
#include "service/job_json.h"
#include "service/text_table.h"
#include "service/wording.h"
#include "service/workspace.h"
#include "tuner/training_budget.h"

namespace tuner {
namespace {

std::string trials_text(const JobReport& report) {
  const auto& limit = report.record.spec.limits.trials;
  std::string text = std::to_string(report.trials.size());
  if (limit) text += " of " + std::to_string(*limit);
  std::string_view separator = ": ";
  for (const auto& [status, count] : report.counts) {
    text += std::string(separator) + std::to_string(count) + " " + std::string(name_of(status));
    separator = ", ";
  }
  if (report.violating > 0) {
    text += "; " + std::to_string(report.violating) + " violate" +
            (report.violating == 1 ? "s" : "") + " a constraint";
  }
  return text;
}

std::string strategy_text(const TuningJobSpec& spec) {
  return spec.strategy + (spec.seed ? ", seed " + std::to_string(*spec.seed) : "");
}

std::string time_text(const JobReport& report) {
  std::string text = duration_text(report.record.job_time) + ", created " +
                     local_time_text(report.record.created_at);
  if (report.median_trial_time) {
    text += ", half of the trials within " + duration_text(*report.median_trial_time);
  }
  const JobTime training = training_time(report.trials);
  text += "; " + duration_text(training) + " of training";
  if (const auto cost = cost_of(report.record.spec.limits, training))
    text += ", costs " + format_value(*cost, 4);
  return text;
}

// What a person does now.
std::string next_text(const JobReport& report, bool has_owner) {
  const std::string& name = report.record.spec.name.text;
  switch (report.record.status) {
    case JobStatus::kRunning:
      return has_owner
                 ? "`tuner trials " + name + "` to look on, `tuner stop " + name + "` to stop it"
                 : "no process works on it: `tuner resume " + name + "`";
    case JobStatus::kStopped:
      return "`tuner resume " + name + "` goes on with it";
    case JobStatus::kCompleted:
    case JobStatus::kFailed:
      break;
  }
  if (report.best) {
    return "`tuner best " + name + "` for its command line, `tuner report " + name + " -o " + name +
           ".html`";
  }
  if (report.failures.empty()) return "`tuner trials " + name + "`";
  return "`tuner logs " + name + " " + std::to_string(report.failures.front().example.number) +
         "` shows what the first failed trial printed";
}

void add_no_best(TextTable& facts, std::string_view label, const JobReport& report) {
  if (!report.nearest_miss) return add_fact(facts, label, "none yet");
  add_fact(facts, label, describe_nearest_miss(report), Style::kWarn);
}

void add_best(TextTable& facts, const JobReport& report) {
  const Trial* best = report.best_trial();
  if (best == nullptr) return add_no_best(facts, "Best", report);
  const std::string definition = report.record.spec.definition_name(best->suggestion);
  add_fact(facts,
           "Best",
           format_value(*best->objectives.front()) + " in trial " +
               std::to_string(best->id.number) + ", " + best->name +
               (definition.empty() ? "" : ", of " + definition),
           Style::kGood);
  const auto& constraints = report.record.spec.constraints;
  for (std::size_t i = 0; i < constraints.size(); ++i) {
    add_fact(facts, "", format_value(best->constraints[i]) + " keeps " + describe(constraints[i]));
  }
  std::size_t widest = 0;
  const Configuration& configuration = best->suggestion.configuration;
  for (const auto& [name, value] : configuration) widest = std::max(widest, name.size());
  for (const auto& [name, value] : configuration) {
    add_fact(facts, "", name + std::string(widest - name.size() + 2, ' ') + to_text(value));
  }
}

// One line per trial of the front: what it reached, by objective.
void add_front(TextTable& facts, const JobReport& report) {
  std::string_view label = "Front";
  for (const TrialId id : report.front) {
    std::string text = "trial " + std::to_string(id.number);
    const Trial& trial = *report.find(id);
    const TuningJobSpec& spec = report.record.spec;
    for (std::size_t i = 0; i < trial.objectives.size(); ++i) {
      text += (i == 0 ? ":  " : "  ") + spec.objectives[i].metric + " " +
              format_value(trial.objectives[i]);
    }
    for (std::size_t i = 0; i < spec.constraints.size(); ++i) {
      text += "  " + spec.constraints[i].metric + " " + constraint_text(trial, spec.constraints, i);
    }
    add_fact(facts, std::exchange(label, ""), text, Style::kGood);
  }
  if (report.front.empty()) add_no_best(facts, "Front", report);
}

void add_failures(TextTable& facts, const JobReport& report) {
  std::string_view label = "Failures";
  for (const FailureGroup& group : report.failures) {
    const std::string example = group.count == 1 ? "trial " : "the first is trial ";
    add_fact(facts,
             std::exchange(label, ""),
             std::to_string(group.count) + " " + std::string(name_of(group.failure)) + ", " +
                 example + std::to_string(group.example.number) + ": " + group.reason,
             Style::kBad);
  }
}

// One line each: what it is measured by, and how many trials it got.
void add_definitions(TextTable& facts, const JobReport& report) {
  std::string_view label = "Definitions";
  const auto& definitions = report.record.spec.definitions;
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const auto is_of = [&](const Trial& trial) { return trial.suggestion.definition == i; };
    add_fact(facts,
             std::exchange(label, ""),
             definitions[i].name + ": " + objective_text(definitions[i].objectives.front()) + ", " +
                 counted(std::ranges::count_if(report.trials, is_of), "trial"));
  }
}

std::string text_of(const JobReport& report, const Workspace& workspace, bool has_owner) {
  const JobRecord& job = report.record;
  TextTable facts({{""}, {""}});
  add_fact(facts, "Job", job.spec.name.text, Style::kStrong);
  const TextCell state = state_cell(job.status, has_owner);
  add_fact(facts, "State", state.text + (job.reason.empty() ? "" : ": " + job.reason), state.style);
  std::string_view label = "Objective";
  if (job.spec.definitions.empty()) {
    for (const Objective& objective : job.spec.objectives)
      add_fact(facts, std::exchange(label, ""), objective_text(objective));
  } else {
    add_definitions(facts, report);
  }
  label = "Constraint";
  for (const Constraint& constraint : job.spec.constraints)
    add_fact(facts, std::exchange(label, ""), describe(constraint));
  add_fact(facts, "Strategy", strategy_text(job.spec));
  const std::string known = describe_prior(job.spec, job.prior);
  if (!known.empty()) add_fact(facts, "Begins with", known);
  if (!job.earlier_specs.empty())
    add_fact(facts, "Extended", counted(job.earlier_specs.size(), "time"));
  add_fact(facts, "Trials", trials_text(report));
  report.has_several_objectives() ? add_front(facts, report) : add_best(facts, report);
  add_failures(facts, report);
  add_fact(facts, "Time", time_text(report));
  add_fact(facts, "Folder", workspace.home.job_folder(job.spec.name).string());
  add_fact(facts, "Next", next_text(report, has_owner));
  Terminal terminal = standard_output();
  terminal.width.reset();  // paths and reasons are for copying
  return facts.render(terminal);
}

Result<ExitCode> show(const CommandContext& context, const JobOptions& options) {
  TUNER_ASSIGN_OR_RETURN(const Workspace workspace, open_workspace(context));
  TUNER_ASSIGN_OR_RETURN(const JobName name, find_job(*workspace.reader, options.job));
  TUNER_ASSIGN_OR_RETURN(const Report report, make_report(*workspace.reader, {&name, 1}));
  const JobReport& job = report.jobs.front();
  const bool owned = has_owner(workspace.home, name);
  if (context.json) {
    auto json = job_json({job.record, job.trials, owned});
    json["folder"] = workspace.home.job_folder(name).string();
    print(json_text(json));
  } else {
    print(text_of(job, workspace, owned));
  }
  return kExitOk;
}

}  // namespace

int show_command(const CommandContext& context, const JobOptions& options) {
  return conclude(show(context, options));
}

}  // namespace tuner
