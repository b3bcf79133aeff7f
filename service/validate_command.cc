// `tuner validate`: everything that is wrong with a job file, or what it will search.
#include <functional>
#include <nlohmann/json.hpp>

#include "metrics/report_text.h"
#include "service/commands.h"
#include "service/conclude.h"
#include "service/early_stopping_text.h"
#include "service/job_json.h"
#include "service/rerun.h"
#include "service/spec_file.h"
#include "service/text_table.h"
#include "service/wording.h"

namespace tuner {
namespace {

constexpr std::uint64_t kCountUpTo = 1'000'000'000;

std::string condition_text(const Parameter& parameter) {
  std::string text;
  for (const Condition& condition : parameter.when) {
    text += (text.empty() ? "" : " and ") + condition.parent;
    std::string_view separator = " = ";
    for (const ParameterValue& value : condition.values) {
      text += std::string(separator) + to_text(value);
      separator = " or ";
    }
  }
  return text;
}

std::string kind_text(const Domain& domain) {
  if (std::holds_alternative<Continuous>(domain)) return "continuous";
  return std::holds_alternative<Integer>(domain) ? "integer" : "categorical";
}

std::string count_text(const TrainingDefinition& training) {
  const auto space = training.space();
  const auto count = space ? space->cardinality(kCountUpTo) : std::nullopt;
  if (count) return counted(*count, "configuration");
  return training.forbidden.empty() ? "infinitely many configurations, or over a billion"
                                    : "infinitely many configurations, or too many to be counted";
}

std::string limits_text(const Limits& limits) {
  std::string text = limits.trials ? counted(*limits.trials, "trial") : "any number of trials";
  text += ", " + std::to_string(limits.parallel) + " at a time";
  if (limits.trial_time) text += ", " + duration_text(*limits.trial_time) + " each";
  if (limits.time) text += ", " + duration_text(*limits.time) + " in all";
  if (limits.training_time)
    text += ", " + duration_text(*limits.training_time) + " of training in all";
  if (limits.cost) text += ", a cost of " + format_value(*limits.cost) + " in all";
  if (limits.failures) text += ", ends at " + counted(*limits.failures, "failure");
  return text;
}

std::string completion_text(const Completion& completion) {
  std::string text;
  const auto add = [&text](const std::string& rule) {
    text += (text.empty() ? "ends " : ", or ") + rule;
  };
  if (completion.target) add("at " + format_value(*completion.target));
  if (completion.not_improving)
    add("after " + counted(*completion.not_improving, "result") + " in a row without improvement");
  if (completion.converged) {
    const auto& tolerance = completion.converged->tolerance;
    add("when converged" + (tolerance ? " to " + format_value(*tolerance) : ""));
  }
  return text;
}

std::string parameter_text(const TrainingDefinition& training) {
  if (training.parameters.empty()) return "";
  TextTable parameters({{"PARAMETER"}, {"TYPE"}, {"VALUES"}, {"WHEN"}});
  for (const Parameter& parameter : training.parameters) {
    parameters.add_row({{parameter.name},
                        {kind_text(parameter.domain)},
                        {describe(parameter.domain)},
                        {condition_text(parameter)}});
  }
  return parameters.render(standard_output()) + "\n";
}

using AddFact = std::function<void(const char* label, std::string text)>;

// What is searched, and by what it is measured.
void add_search(const TrainingDefinition& training, const AddFact& add) {
  for (const Objective& objective : training.objectives)
    add(&objective == &training.objectives.front() ? "Objective" : "", objective_text(objective));
  for (const Constraint& constraint : training.constraints)
    add(&constraint == &training.constraints.front() ? "Constraint" : "", describe(constraint));
  add("Space", counted(training.parameters.size(), "parameter") + ", " + count_text(training));
  if (!training.forbidden.empty()) {
    add("Forbidden", "by " + counted(training.forbidden.size(), "rule") + "; not counted above");
  }
}

void add_command(const TrainingDefinition& training, const AddFact& add) {
  add("Command", shell_text(training.command));
  add("Folder", training.working_folder.string());
}

std::string fact_text(TextTable& facts) {
  Terminal terminal = standard_output();
  terminal.width.reset();  // paths are for copying
  return facts.render(terminal);
}

std::string definition_text(const NamedDefinition& definition) {
  TextTable facts({{""}, {""}});
  const AddFact add = [&facts](const char* label, std::string text) {
    facts.add_row({{label, Style::kDim}, {std::move(text)}});
  };
  add("Definition", definition.name);
  add_search(definition, add);
  add_command(definition, add);
  return parameter_text(definition) + fact_text(facts) + "\n";
}

std::string summary_of(const SpecFile& file) {
  const TuningJobSpec& spec = file.spec;
  TextTable facts({{""}, {""}});
  const AddFact add = [&facts](const char* label, std::string text) {
    facts.add_row({{label, Style::kDim}, {std::move(text)}});
  };
  std::string text;
  for (const NamedDefinition& definition : spec.definitions) text += definition_text(definition);
  if (spec.definitions.empty()) text = parameter_text(spec);
  add("Job", spec.name.text);
  if (spec.definitions.empty()) add_search(spec, add);
  add("Strategy",
      spec.strategy + (spec.seed ? ", seed " + std::to_string(*spec.seed) : ", a seed is drawn"));
  const std::string known = describe_prior(spec, file.prior);
  if (!known.empty()) add("Begins with", known);
  add("Limits", limits_text(spec.limits));
  const std::string stopping = early_stopping_text(spec);
  if (!stopping.empty()) add("Stopping", stopping);
  const std::string sooner = completion_text(spec.completion);
  if (!sooner.empty()) add("Sooner", sooner);
  if (spec.definitions.empty()) add_command(spec, add);
  for (const std::string& warning : file.warnings)
    add(&warning == &file.warnings.front() ? "Note" : "", warning);
  return text + fact_text(facts);
}

std::string document_of(const SpecFile& file) {
  auto problems = nlohmann::ordered_json::array();
  for (const Error& problem : file.problems) {
    problems.push_back(
        {{"code", name_of(problem.code)}, {"at", problem.at}, {"message", problem.message}});
  }
  return json_text({{"valid", file.problems.empty()},
                    {"name", file.spec.name.text},
                    {"problems", problems},
                    {"warnings", file.warnings}});
}

Result<ExitCode> validate(const CommandContext& context, const ValidateOptions& options) {
  const SpecFile file = load_spec(context, options.file, options.catalogue);
  if (context.json) {
    print(document_of(file));
    return file.problems.empty() ? kExitOk : exit_code_of(file.problems.front().code);
  }
  if (!file.problems.empty()) return report_errors(file.problems);
  print(summary_of(file));
  return kExitOk;
}

}  // namespace

int validate_command(const CommandContext& context, const ValidateOptions& options) {
  return conclude(validate(context, options));
}

}  // namespace tuner
