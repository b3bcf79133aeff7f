// `tuner best`: the best configuration, exactly, and the command line that runs it again.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "metrics/model_summary.h"
#include "metrics/report_text.h"
#include "service/commands.h"
#include "service/conclude.h"
#include "service/display_text.h"
#include "service/insight_json.h"
#include "service/job_json.h"
#include "service/rerun.h"
#include "service/text_table.h"
#include "service/wording.h"
#include "service/workspace.h"
#include "tuner/job/best.h"
#include "tuner/job/front.h"

namespace tuner {
namespace {

// Of more trials none is read for a model along the way.
constexpr std::uint32_t kMostForModel = 10'000;

bool is_modelled(const JobSummary& summary) { return summary.totals.ended() <= kMostForModel; }

Result<std::vector<Trial>> trials_for_best(const ExperimentReader& reader,
                                           const JobSummary& summary) {
  const TuningJobSpec& spec = summary.job.spec;
  if (is_modelled(summary) || needs_trials(spec)) return reader.trials(spec.name);
  return {};
}

// What the model says of the best trials; nullopt where there is none yet.
std::optional<BestMean> model_says(const JobSummary& summary, std::span<const Trial> trials) {
  if (!is_modelled(summary)) return std::nullopt;
  const TuningJobSpec& spec = summary.job.spec;
  if (!spec.definitions.empty()) return std::nullopt;  // a model is of one space
  const auto space = spec.space();
  if (!space) return std::nullopt;
  const auto model =
      TrialModel::create(*space, spec.aims(), trials, summary.job.prior, {.complete_only = true});
  if (!model) return std::nullopt;
  BestMean best = best_mean(*model);
  if (!summary.best || best.luckiest != summary.best->id) return std::nullopt;  // of another budget
  return best;
}

std::string text_of(const Prediction& prediction) {
  return format_value(prediction.mean, 4) + " (95 % interval " + format_value(prediction.lower, 4) +
         " … " + format_value(prediction.upper, 4) + ")";
}

// The best value is the luckiest one too: what it would be without luck, where that differs.
std::string text_of(const BestMean& best) {
  std::string text = "without luck the model expects " + text_of(best.luckiest_mean);
  if (best.trial != best.luckiest) {
    text += "\nit recommends trial " + std::to_string(best.trial.number) +
            ", of which it expects " + text_of(best.mean);
  }
  return text + "\n";
}

std::string text_of(const JobRecord& job, const Trial& best, const std::optional<BestMean>& model) {
  const Terminal terminal = standard_output();
  const TrainingDefinition& training = job.spec.definition_of(best.suggestion);
  const Objective& objective = training.objectives.front();
  const std::string definition = job.spec.definition_name(best.suggestion);
  std::string text =
      styled(printable(objective.metric) + " = " + shortest(*best.objectives.front()),
             Style::kGood,
             terminal) +
      " in trial " + std::to_string(best.id.number) + ", " + best.name +
      continues_text(best.suggestion) +
      (definition.empty() ? "" : ", of definition " + printable(definition)) +
      (best.status == TrialStatus::kStoppedEarly
           ? "; it was stopped early, and this is its last value"
           : "") +
      "\n";
  for (std::size_t i = 0; i < job.spec.constraints.size(); ++i) {
    text += printable(job.spec.constraints[i].metric) + " = " + shortest(*best.constraints[i]) +
            " keeps " + printable(describe(job.spec.constraints[i])) + "\n";
  }
  if (model && model->tells_more) text += text_of(*model);
  text += "\n";
  TextTable table({{"PARAMETER"}, {"VALUE"}});
  for (const auto& [name, value] : best.suggestion.configuration) {
    table.add_row({{name}, {to_text(value)}});
  }
  Terminal unlimited = terminal;  // values are for copying
  unlimited.width.reset();
  text += table.render(unlimited);
  if (const std::string command = shell_text(rerun_of(job, best)); !command.empty())
    text += "\n" + printable(command) + "\n";
  return text;
}

// Trials that no other dominates, best by the first objective first, and how to run each again.
std::string text_of_front(const JobRecord& job, std::span<const Trial> trials) {
  const auto& objectives = job.spec.objectives;
  const std::vector<const Trial*> front = front_of(trials, job.spec.aims());
  const bool some_stopped = std::ranges::any_of(
      front, [](const Trial* trial) { return trial->status == TrialStatus::kStoppedEarly; });
  std::vector<TextColumn> columns = {{"TRIAL", Align::kRight}};
  if (some_stopped) columns.push_back({"STATE"});
  for (const Objective& objective : objectives)
    columns.push_back({objective.metric, Align::kRight});
  for (const Constraint& constraint : job.spec.constraints)
    columns.push_back({describe(constraint), Align::kRight});
  for (const Parameter& parameter : job.spec.parameters) columns.push_back({parameter.name});
  TextTable table(std::move(columns));
  std::string commands;
  for (const Trial* trial : front) {
    std::vector<TextCell> row = {{std::to_string(trial->id.number)}};
    if (some_stopped) row.push_back({std::string(name_of(trial->status))});
    for (const auto& value : trial->objectives) row.push_back({shortest(*value), Style::kGood});
    for (const auto& value : trial->constraints) row.push_back({shortest(*value)});
    const Configuration& configuration = trial->suggestion.configuration;
    for (const Parameter& parameter : job.spec.parameters) {
      const auto value = configuration.find(parameter.name);
      row.push_back({value == configuration.end() ? "-" : to_text(value->second)});
    }
    table.add_row(std::move(row));
    if (const std::string command = shell_text(rerun_of(job, *trial)); !command.empty())
      commands += "# trial " + std::to_string(trial->id.number) + "\n" + printable(command) + "\n";
  }
  Terminal terminal = standard_output();
  if (commands.empty()) terminal.width.reset();  // values are for copying
  return table.render(terminal) + (commands.empty() ? "" : "\n" + commands);
}

// With what only the owner of the home is to see: the environment may be a catalogue's.
nlohmann::ordered_json own_json(const JobSummary& summary,
                                std::span<const Trial> trials,
                                const std::optional<BestMean>& model) {
  auto json = best_json({summary, trials});
  if (json.is_null()) return json;
  const Rerun rerun = rerun_of(summary.job, *summary.best);
  json["environment"] = rerun.environment;
  json["working_folder"] = rerun.working_folder.string();
  json["model"] = model ? best_mean_json(*model) : nullptr;
  return json;
}

Result<ExitCode> best(const CommandContext& context, const JobOptions& options) {
  TUNER_ASSIGN_OR_RETURN(const Workspace workspace, open_workspace(context));
  TUNER_ASSIGN_OR_RETURN(const JobName name, find_tuning_job(*workspace.reader, options.job));
  TUNER_ASSIGN_OR_RETURN(const JobSummary summary, workspace.reader->summary(name));
  const JobRecord& job = summary.job;
  TUNER_ASSIGN_OR_RETURN(const auto trials, trials_for_best(*workspace.reader, summary));
  const std::optional<BestMean> model = model_says(summary, trials);
  if (context.json) {
    print(json_text(own_json(summary, trials, model)));
  } else if (summary.best && job.spec.objectives.size() > 1) {
    print(text_of_front(job, trials));
  } else if (summary.best) {
    print(text_of(job, *summary.best, model));
  }
  if (summary.best) return kExitOk;
  if (const Trial* nearest = nearest_miss(trials, job.spec.aims())) {
    return no_result("no trial of " + name.text +
                     " keeps every constraint; the nearest miss is trial " +
                     std::to_string(nearest->id.number) + " with " +
                     violations_text(*nearest, job.spec.constraints));
  }
  return no_result("no trial of " + name.text + " has a finite value of '" +
                   objective_of_all(job.spec).metric + "' yet; `tuner show " + name.text +
                   "` says how it stands");
}

}  // namespace

int best_command(const CommandContext& context, const JobOptions& options) {
  return conclude(best(context, options));
}

}  // namespace tuner
