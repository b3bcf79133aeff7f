// `tuner explain`: what the model of a job has learnt; or why a trial was proposed.
#include <nlohmann/json.hpp>
#include <optional>

#include "metrics/convergence.h"
#include "metrics/explanation.h"
#include "metrics/model_summary.h"
#include "service/commands.h"
#include "service/conclude.h"
#include "service/explain_text.h"
#include "service/extensions.h"
#include "service/insight_json.h"
#include "service/job_json.h"
#include "service/one_definition.h"
#include "service/suggestion_origin.h"
#include "service/text_table.h"
#include "service/workspace.h"
#include "strategies/acquisition_choice.h"
#include "strategies/front_direction.h"

namespace tuner {
namespace {

using Json = nlohmann::ordered_json;

Result<ExitCode> explain_model(const CommandContext& context,
                               const TuningJobSpec& spec,
                               const SearchSpace& space,
                               const Prior& prior,
                               std::span<const Trial> trials) {
  const auto model = TrialModel::create(space, spec.aims(), trials, prior);
  if (!model) {
    const std::string& why = model.error().message;
    if (context.json) {
      print(json_text({{"job", spec.name.text}, {"model", nullptr}, {"problem", why}}));
    }
    return no_result(spec.name.text + ": " + why);
  }
  const ModelSummary summary = summarise(*model);
  const std::optional<double> bound = regret_bound(*model);
  const Stagnation still = stagnation(*model);
  if (context.json) {
    print(json_text({{"job", spec.name.text},
                     {"model", summary_json(summary, bound, still)},
                     {"problem", nullptr}}));
  } else {
    print(model_text(*model, summary, bound, still));
  }
  return kExitOk;
}

bool is_for_a_leap(const Trial& trial, const TuningJobSpec& spec) {
  return spec.objectives.size() == 1 && looks_for_a_leap(trial.id);
}

std::string criterion_text(const Trial& trial, const TuningJobSpec& spec) {
  const std::size_t objectives = spec.objectives.size();
  if (is_for_a_leap(trial, spec)) {
    return "the largest expected improvement that was found, large ones counting more";
  }
  if (objectives == 1) return "the largest expected improvement that was found";
  return looks_along_a_direction(trial.id, objectives)
             ? "the best along a direction drawn among the objectives that was found"
             : "the largest expected growth of the front that was found";
}

std::string origin_text(const SuggestionOrigin& origin,
                        const Trial& trial,
                        const TuningJobSpec& spec) {
  const auto& [configuration, budget, earlier, definition] = trial.suggestion;
  if (origin.kind == "promotion") {
    return "the rungs: it continues trial " + std::to_string(earlier->number) +
           (budget ? " up to a budget of " + std::to_string(*budget) : "");
  }
  if (origin.kind == "repetition") {
    return "trial " + std::to_string(earlier->number) + ", which a stop of the job had cut short";
  }
  if (origin.kind == "start") {
    return "the job: it is one of the configurations to start with";
  }
  if (origin.kind == "initial design") {
    return "the initial design: evenly spread, before the model is asked";
  }
  if (origin.kind == "model") return "the model: " + criterion_text(trial, spec);
  const std::string moved =
      origin.strategy == spec.strategy ? "" : ", to which '" + spec.strategy + "' had moved";
  return "strategy '" + origin.strategy + "'" + moved + ", without a model";
}

// What is told of a trial that the model had no part in.
std::string as_if_text(const SuggestionOrigin& origin) {
  const bool is_models = origin.kind == "model" || origin.kind == "initial design";
  return is_models ? "" : "; what follows is what a model would have said";
}

Result<ExitCode> explain_one(const CommandContext& context,
                             const TuningJobSpec& spec,
                             const SearchSpace& space,
                             const Prior& prior,
                             std::span<const Trial> trials,
                             const Trial& trial) {
  const SuggestionOrigin origin = origin_of(spec, space, prior, trials, trial);
  const auto explanation = explain_trial(space, spec.aims(), trials, trial, prior);
  if (context.json) {
    Json json = {{"job", spec.name.text},
                 {"trial", trial.id.number},
                 {"origin", origin.kind},
                 {"strategy", origin.strategy},
                 {"leap", origin.kind == "model" && is_for_a_leap(trial, spec)}};
    json["explanation"] =
        explanation ? explanation_json(*explanation, spec.objectives.size()) : Json();
    json["problem"] = explanation ? Json() : Json(explanation.error().message);
    print(json_text(json));
    return kExitOk;
  }
  TextTable facts({{""}, {""}});
  add_fact(facts, "Trial", std::to_string(trial.id.number) + ", " + trial.name, Style::kStrong);
  add_fact(facts,
           "Proposed by",
           origin_text(origin, trial, spec) + (explanation ? as_if_text(origin) : ""));
  if (explanation) {
    add_explanation(facts, *explanation, spec.objectives);
  } else {
    add_fact(facts, "No model", "when it was created: " + explanation.error().message);
  }
  Terminal terminal = standard_output();
  terminal.width.reset();
  print(facts.render(terminal));
  return kExitOk;
}

Result<ExitCode> explain(const CommandContext& context, const ExplainOptions& options) {
  TUNER_ASSIGN_OR_RETURN(const Workspace workspace, open_workspace(context));
  TUNER_ASSIGN_OR_RETURN(const JobName name, find_tuning_job(*workspace.reader, options.job));
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, workspace.reader->job(name));
  TUNER_ASSIGN_OR_RETURN(std::vector<Trial> all, workspace.reader->trials(name));
  std::optional<Trial> trial;
  if (options.trial) {
    TUNER_ASSIGN_OR_RETURN(trial, find_trial(*workspace.reader, name, *options.trial));
  }
  TuningJobSpec whole = job.spec;
  if (trial) {
    TUNER_ASSIGN_OR_RETURN(whole, spec_at_creation(*workspace.reader, job, trial->id));
  }
  std::optional<std::string> definition = options.definition;
  if (trial && !whole.definitions.empty()) definition = whole.definition_name(trial->suggestion);
  TUNER_ASSIGN_OR_RETURN(const TuningJobSpec spec, only_definition(whole, definition));
  const auto trials = trials_of_definition(job.spec, definition, std::move(all));
  TUNER_ASSIGN_OR_RETURN(const SearchSpace space, spec.space());
  if (!trial) return explain_model(context, spec, space, job.prior, trials);
  return explain_one(context, spec, space, job.prior, trials, *trial);
}

}  // namespace

int explain_command(const CommandContext& context, const ExplainOptions& options) {
  return conclude(explain(context, options));
}

}  // namespace tuner
