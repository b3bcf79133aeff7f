#include "service/spec_warnings.h"

#include <algorithm>
#include <map>
#include <set>

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

}  // namespace

std::vector<std::string> warnings_of(const TuningJobSpec& spec) {
  std::set<std::string> warnings;
  for (const TrainingDefinition* training : spec.all_definitions())
    add_shared_variables(*training, warnings);
  return {warnings.begin(), warnings.end()};
}

}  // namespace tuner
