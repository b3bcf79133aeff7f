// `tuner show`: how a job stands, what it has found, what went wrong, and what to do next; or one of its trials.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "metrics/report.h"
#include "metrics/report_tables.h"
#include "metrics/report_text.h"
#include "service/commands.h"
#include "service/conclude.h"
#include "service/display_text.h"
#include "service/early_stopping_text.h"
#include "service/front_text.h"
#include "service/job_json.h"
#include "service/progress_state.h"
#include "service/show_trial.h"
#include "service/text_table.h"
#include "service/wording.h"
#include "service/workspace.h"
#include "tuner/job/best.h"
#include "tuner/training_budget.h"

namespace tuner {
namespace {

constexpr std::uint32_t kMostRead = 5000;  // trials, of a job that shows well without them

// What is shown of a job.
struct Shown {
  JobSummary summary;
  std::vector<FailureGroup> failures;  // the most frequent first
  std::vector<Trial> trials;           // all, or none: trials_if_needed()

  const JobRecord& job() const { return summary.job; }
  const TuningJobSpec& spec() const { return summary.job.spec; }
};

Result<std::vector<FailureGroup>> read_failures(const ExperimentReader& reader,
                                                const JobSummary& summary) {
  std::vector<FailureGroup> groups;
  for (const auto& [failure, total] : summary.totals.failures) {
    TUNER_ASSIGN_OR_RETURN(Trial first, reader.trial(summary.job.spec.name, total.first));
    groups.push_back({failure, total.count, total.first, std::move(first.reason)});
  }
  std::ranges::sort(groups, [](const FailureGroup& a, const FailureGroup& b) {
    return std::tie(b.count, a.example) < std::tie(a.count, b.example);
  });
  return groups;
}

Result<Shown> read(const ExperimentReader& reader, const JobName& name) {
  Shown shown;
  TUNER_ASSIGN_OR_RETURN(shown.summary, reader.summary(name));
  TUNER_ASSIGN_OR_RETURN(shown.failures, read_failures(reader, shown.summary));
  const bool are_few = shown.summary.totals.trials() <= kMostRead;
  TUNER_ASSIGN_OR_RETURN(shown.trials,
                         are_few ? reader.trials(name) : trials_if_needed(reader, shown.summary));
  return shown;
}

std::string trials_text(const Shown& shown) {
  const TrialTotals& totals = shown.summary.totals;
  const auto& limit = shown.spec().limits.trials;
  const std::size_t replaced = replaced_trials(shown.trials);
  std::string text = std::to_string(totals.ended() - unfinished_trials(shown.trials));
  if (limit) text += " of " + std::to_string(*limit);
  text += " done";
  std::string_view separator = ": ";
  for (const auto& [status, count] : totals.counts) {
    const std::size_t counting = status == TrialStatus::kCancelled ? count - replaced : count;
    if (counting == 0) continue;
    text += std::string(separator) + std::to_string(counting) + " " + std::string(name_of(status));
    separator = ", ";
  }
  if (replaced > 0) text += "; " + std::to_string(replaced) + " cut short and tried again";
  const auto violating = std::ranges::count_if(shown.trials, [&](const Trial& trial) {
    return violation_of(excesses_of(trial, shown.spec().aims())) > 0.0;
  });
  if (violating > 0) {
    text += "; " + std::to_string(violating) + " violate" + (violating == 1 ? "s" : "") +
            " a constraint";
  }
  return text;
}

std::string strategy_text(const TuningJobSpec& spec) {
  return spec.strategy + (spec.seed ? ", seed " + std::to_string(*spec.seed) : "");
}

std::string time_text(const Shown& shown) {
  const JobTime training = shown.summary.totals.training_time;
  const std::uint32_t ended = shown.summary.totals.ended();
  std::string text =
      duration_text(shown.job().job_time) + ", created " + local_time_text(shown.job().created_at);
  if (ended > 0) text += ", on average " + duration_text(training / ended) + " a trial";
  text += "; " + duration_text(training) + " of training";
  if (const auto cost = cost_of(shown.spec().limits, training))
    text += ", costs " + format_value(*cost, 4);
  return text;
}

// What a person does now.
std::string next_text(const Shown& shown, bool has_owner) {
  const std::string& name = shown.spec().name.text;
  switch (shown.job().status) {
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
  if (shown.summary.best) {
    return "`tuner best " + name + "` for its command line, `tuner report " + name + " -o " + name +
           ".html`";
  }
  if (shown.failures.empty()) return "`tuner trials " + name + "`";
  return "`tuner logs " + name + " " + std::to_string(shown.failures.front().example.number) +
         "` shows what the first failed trial printed" +
         (shown.job().status == JobStatus::kFailed
              ? "\n" + once_repaired_text(
                           shown.spec(),
                           shown.summary.totals.trials(),
                           shown.summary.totals.failures.contains(FailureClass::kMetricMissing))
              : "");
}

void add_no_best(TextTable& facts, std::string_view label, const Shown& shown) {
  const Trial* nearest = nearest_miss(shown.trials, shown.spec().aims());
  if (nearest == nullptr) return add_fact(facts, label, "none yet");
  add_fact(facts, label, describe_nearest_miss(*nearest, shown.spec().constraints), Style::kWarn);
}

void add_best(TextTable& facts, const Shown& shown) {
  const std::optional<Trial>& best = shown.summary.best;
  if (!best) return add_no_best(facts, "Best", shown);
  const std::string definition = shown.spec().definition_name(best->suggestion);
  add_fact(facts,
           "Best",
           format_value(*best->objectives.front()) + " in trial " +
               std::to_string(best->id.number) + ", " + best->name +
               continues_text(best->suggestion) + (definition.empty() ? "" : ", of " + definition),
           Style::kGood);
  const auto& constraints = shown.spec().constraints;
  for (std::size_t i = 0; i < constraints.size(); ++i) {
    add_fact(facts, "", format_value(best->constraints[i]) + " keeps " + describe(constraints[i]));
  }
  add_configuration(facts, "", best->suggestion.configuration);
}

void add_failures(TextTable& facts, const Shown& shown, const Terminal& terminal) {
  std::string_view label = "Failures";
  for (const FailureGroup& group : shown.failures) {
    const std::string example = group.count == 1 ? "trial " : "the first is trial ";
    add_fact(facts,
             std::exchange(label, ""),
             clipped_beside_label(std::to_string(group.count) + " " +
                                      std::string(name_of(group.failure)) + ", " + example +
                                      std::to_string(group.example.number) + ": " + group.reason,
                                  terminal),
             Style::kBad);
  }
}

// Trials that succeeded with values which may be older than the end of their trainings.
void add_doubts(TextTable& facts, const Shown& shown, const Terminal& terminal) {
  const auto is_doubtful = [](const Trial& trial) {
    return trial.status == TrialStatus::kSucceeded && !trial.reason.empty();
  };
  const auto first = std::ranges::find_if(shown.trials, is_doubtful);
  if (first == shown.trials.end()) return;
  const auto count = static_cast<std::size_t>(std::ranges::count_if(shown.trials, is_doubtful));
  const std::string number = "trial " + std::to_string(first->id.number);
  add_fact(facts,
           "Doubts",
           clipped_beside_label(
               (count == 1 ? number : counted(count, "trial") + ", the first is " + number) + ": " +
                   first->reason,
               terminal),
           Style::kWarn);
}

// One line each: what it is measured by, and how many trials it got.
void add_definitions(TextTable& facts, const Shown& shown) {
  std::string_view label = "Definitions";
  const auto& definitions = shown.spec().definitions;
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const auto is_of = [&](const Trial& trial) { return trial.suggestion.definition == i; };
    add_fact(facts,
             std::exchange(label, ""),
             definitions[i].name + ": " + objective_text(definitions[i].objectives.front()) + ", " +
                 counted(std::ranges::count_if(shown.trials, is_of), "trial"));
  }
}

void add_places(TextTable& facts, const Shown& shown) {
  std::string_view label = "Places";
  for (const MarkPlace& mark : shown.job().places)
    add_fact(facts, std::exchange(label, ""), describe(mark), Style::kWarn);
}

std::string text_of(const Shown& shown, const Workspace& workspace, bool has_owner) {
  const JobRecord& job = shown.job();
  TextTable facts({{""}, {""}});
  add_fact(facts, "Job", job.spec.name.text, Style::kStrong);
  const TextCell state = state_cell(job.status, has_owner);
  add_fact(facts, "State", state.text + (job.reason.empty() ? "" : ": " + job.reason), state.style);
  std::string_view label = "Objective";
  if (job.spec.definitions.empty()) {
    for (const Objective& objective : job.spec.objectives)
      add_fact(facts, std::exchange(label, ""), objective_text(objective));
  } else {
    add_definitions(facts, shown);
  }
  label = "Constraint";
  for (const Constraint& constraint : job.spec.constraints)
    add_fact(facts, std::exchange(label, ""), describe(constraint));
  if (!job.spec.is_single_training()) add_fact(facts, "Strategy", strategy_text(job.spec));
  const std::string stopping = early_stopping_text(job.spec);
  if (!stopping.empty()) add_fact(facts, "Stopping", stopping);
  const std::string known = describe_prior(job.spec, job.prior);
  if (!known.empty()) add_fact(facts, "Begins with", known);
  if (!job.earlier_specs.empty())
    add_fact(facts, "Extended", counted(job.earlier_specs.size(), "time"));
  add_fact(facts, "Trials", trials_text(shown));
  if (job.spec.objectives.size() > 1) {
    if (!add_front(facts, job.spec, shown.trials)) add_no_best(facts, "Front", shown);
  } else if (!job.spec.is_single_training()) {
    add_best(facts, shown);
  }
  Terminal terminal = standard_output();
  add_failures(facts, shown, terminal);
  add_doubts(facts, shown, terminal);
  add_places(facts, shown);
  add_fact(facts, "Time", time_text(shown));
  add_fact(facts, "Folder", workspace.home.job_folder(job.spec.name).string());
  add_fact(facts, "Next", next_text(shown, has_owner));
  terminal.width.reset();  // paths are for copying
  return facts.render(terminal);
}

Result<ExitCode> show(const CommandContext& context, const ShowOptions& options) {
  TUNER_ASSIGN_OR_RETURN(const Workspace workspace, open_workspace(context));
  TUNER_ASSIGN_OR_RETURN(const JobName name, find_job(*workspace.reader, options.job));
  if (options.trial) return show_trial(context, workspace, name, *options.trial);
  TUNER_ASSIGN_OR_RETURN(const Shown shown, read(*workspace.reader, name));
  const bool owned = has_owner(workspace.home, name);
  if (context.json) {
    auto json = job_json({shown.summary, shown.trials, owned});
    json["folder"] = workspace.home.job_folder(name).string();
    print(json_text(json));
  } else {
    print(text_of(shown, workspace, owned));
  }
  return kExitOk;
}

}  // namespace

int show_command(const CommandContext& context, const ShowOptions& options) {
  return conclude(show(context, options));
}

}  // namespace tuner
