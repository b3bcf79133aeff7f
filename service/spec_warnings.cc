#include "service/spec_warnings.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <system_error>

#include "service/command_safety.h"
#include "tuner/job/command_template.h"

namespace tuner {
namespace {

std::string in_capitals(std::string name) {
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return name;
}

// SageMaker allows them, and its containers lose one of them just so.
void add_shared_variables(const TrainingDefinition& training, std::set<std::string>& warnings) {
  std::set<std::string> names;
  for (const Parameter& parameter : training.parameters) names.insert(parameter.name);
  for (const auto& [name, value] : training.static_hyperparameters) names.insert(name);
  std::map<std::string, std::string> by_variable;
  for (const std::string& name : names) {
    const std::string variable = "SM_HP_" + in_capitals(name);
    const auto [other, is_new] = by_variable.emplace(variable, name);
    if (is_new || is_reserved_hyperparameter(name)) continue;
    warnings.insert("'" + other->second + "' and '" + name + "' differ in capitals only: " +
                    variable + " holds one of them; the arguments and SM_HPS have both");
  }
}

// The placeholders of a command; nullopt where it is no template.
std::optional<std::set<std::string>> placeholders_of(const std::vector<std::string>& command) {
  std::set<std::string> names;
  for (const std::string& argument : command) {
    const auto pieces = parse_template(argument);
    if (!pieces) return std::nullopt;
    for (const TemplatePiece& piece : *pieces) {
      if (piece.placeholder) names.insert(piece.text);
    }
  }
  return names;
}

// A command with placeholders gets nothing else.
void add_unused_parameters(const TrainingDefinition& training, std::set<std::string>& warnings) {
  const auto names = placeholders_of(training.command);
  if (!names || names->empty()) return;
  for (const Parameter& parameter : training.parameters) {
    if (names->contains(parameter.name)) continue;
    warnings.insert("'" + parameter.name + "' is tuned and has no placeholder in the command: " +
                    "the training finds its value in SM_HPS alone");
  }
}

void add_missing_script(const TrainingDefinition& training, std::set<std::string>& warnings) {
  const std::string* script = interpreted_script(training.command);
  if (script == nullptr || script->find('{') != std::string::npos) return;
  std::error_code ignored;
  if (std::filesystem::exists(training.working_folder / *script, ignored)) return;
  warnings.insert("there is no '" + *script + "' in " + training.working_folder.string() +
                  ", which the command names");
}

}  // namespace

std::vector<std::string> warnings_of(const TuningJobSpec& spec) {
  std::set<std::string> warnings;
  for (const TrainingDefinition* training : spec.all_definitions()) {
    add_shared_variables(*training, warnings);
    add_unused_parameters(*training, warnings);
    add_missing_script(*training, warnings);
  }
  return {warnings.begin(), warnings.end()};
}

}  // namespace tuner
