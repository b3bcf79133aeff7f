#include <nlohmann/json.hpp>

#include "tuner/job/command_template.h"
#include "tuner/job/tuning_job.h"

namespace tuner {
namespace {

constexpr std::string_view kScriptModeProgram = "sagemaker_program";
// The longest value of a hyperparameter that SageMaker allows; also bounds the recursion over a
// JSON value's depth.
constexpr std::size_t kMaxScriptModeValue = 2500;

// Python's repr() of a JSON value, as it appears inside a list.
std::string python_repr(const nlohmann::json& value) {
  if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
  if (value.is_null()) return "None";
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    const char quote =
        text.find('\'') != std::string::npos && text.find('"') == std::string::npos ? '"' : '\'';
    std::string quoted(1, quote);
    for (const char c : text) {
      if (c == quote || c == '\\') quoted += '\\';
      quoted += c;
    }
    return quoted + quote;
  }
  if (!value.is_array() && !value.is_object()) return value.dump();
  std::string text;
  for (const auto& [key, item] : value.items()) {
    if (!text.empty()) text += ", ";
    if (value.is_object()) text += python_repr(nlohmann::json(key)) + ": ";
    text += python_repr(item);
  }
  return value.is_array() ? "[" + text + "]" : "{" + text + "}";
}

std::string python_str(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : python_repr(value);
}

// SageMaker's script mode: a value that reads as JSON is passed as Python prints it, any other text
// as it is.
std::string script_mode_value(const std::string& text) {
  if (text.size() > kMaxScriptModeValue) return text;
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded() || json.is_number()) return text;
  if (json.is_null()) return "";
  if (!json.is_object()) return python_str(json);
  std::string pairs;
  for (const auto& [key, value] : json.items()) {
    if (!pairs.empty()) pairs += ',';
    pairs += key + '=' + python_str(value);
  }
  return pairs;
}

}  // namespace

std::optional<std::chrono::milliseconds> trial_time_of(const TuningJobSpec& spec,
                                                       const Suggestion& suggestion) {
  if (suggestion.definition >= spec.definitions.size()) return spec.limits.trial_time;
  const auto& own = spec.definitions[suggestion.definition].trial_time;
  return own ? own : spec.limits.trial_time;
}

RunRequest make_run_request(const TuningJobSpec& spec,
                            JobIdentity identity,
                            TrialId trial,
                            std::uint32_t attempt,
                            const Suggestion& suggestion,
                            const std::filesystem::path& jobs_folder,
                            std::optional<TrialId> continues) {
  const TrainingDefinition& training = spec.definition_of(suggestion);
  RunRequest request;
  request.job = spec.name;
  request.trial = trial;
  request.attempt = attempt;
  request.trial_name = spec.trial_name(identity, trial);
  request.run_name = run_name(trial_name(spec.name, identity, trial), attempt);
  request.arn_prefix = spec.arn_prefix;
  request.command = training.command;
  request.configuration = suggestion.configuration;
  request.hyperparameters = training.static_hyperparameters;
  for (const auto& [name, value] : suggestion.configuration)
    request.hyperparameters[name] = to_text(value);
  if (spec.resource && !spec.resource->parameter.empty())
    request.hyperparameters[spec.resource->parameter] =
        std::to_string(suggestion.budget.value_or(spec.resource->max));
  request.environment = training.environment;
  request.working_folder = training.working_folder;
  request.trial_folder = trial_folder(jobs_folder, spec.name, identity, trial);
  request.checkpoint_folder =
      trial_folder(jobs_folder, spec.name, identity, continues.value_or(trial)) / "checkpoints";
  request.channels = training.channels;
  if (!training.objectives.empty()) request.objective_metric = training.objectives.front().metric;
  request.time_limit = trial_time_of(spec, suggestion);
  request.grace = spec.grace;
  request.gpus = training.gpus_per_trial;
  request.log_limit_bytes = spec.log_limit_bytes;
  request.bind_opt_ml = spec.bind_opt_ml;
  return request;
}

std::filesystem::path trial_folder(const std::filesystem::path& jobs_folder,
                                   const JobName& job,
                                   JobIdentity identity,
                                   TrialId trial) {
  return jobs_folder / job.text / trial_name(job, identity, trial);
}

bool is_reserved_hyperparameter(std::string_view name) {
  return name.starts_with("sagemaker_") || name == kObjectiveHyperparameter ||
         name == "default_user_module_name";
}

std::vector<std::string> hyperparameter_arguments(
    const std::map<std::string, std::string>& hyperparameters) {
  const bool script_mode = hyperparameters.contains(std::string(kScriptModeProgram));
  std::vector<std::string> arguments;
  for (const auto& [name, text] : hyperparameters) {
    if (is_reserved_hyperparameter(name)) continue;
    arguments.push_back((name.size() == 1 ? "-" : "--") + name);
    arguments.push_back(script_mode ? script_mode_value(text) : text);
  }
  return arguments;
}

Result<std::vector<std::string>> expand_command(const RunRequest& request,
                                                const std::map<std::string, std::string>& folders) {
  std::vector<std::string> arguments;
  bool any_placeholder = false;
  for (const std::string& argument : request.command) {
    TUNER_ASSIGN_OR_RETURN(const auto pieces, parse_template(argument));
    std::string text;
    for (const TemplatePiece& piece : pieces) {
      if (!piece.placeholder) {
        text += piece.text;
        continue;
      }
      any_placeholder = true;
      if (const auto value = request.hyperparameters.find(piece.text);
          value != request.hyperparameters.end()) {
        text += value->second;
      } else if (const auto folder = folders.find(piece.text); folder != folders.end()) {
        text += folder->second;
      } else {
        return fail(ErrorCode::kInvalidArgument,
                    "placeholder {" + piece.text + "} is no hyperparameter of this run",
                    request.run_name);
      }
    }
    arguments.push_back(std::move(text));
  }
  if (!any_placeholder) {
    for (auto& argument : hyperparameter_arguments(request.hyperparameters)) {
      arguments.push_back(std::move(argument));
    }
  }
  return arguments;
}

}  // namespace tuner
