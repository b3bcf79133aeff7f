#include "tuner/job/extension.h"

#include <algorithm>
#include <array>
#include <string>

#include "tuner/base/text.h"

namespace tuner {
namespace {

using Spec = TuningJobSpec;

// What gives the values of a job their meaning.
struct Meaning {
  const char* key;
  bool (*same)(const Spec&, const Spec&);
};
constexpr std::array kMeanings{
    Meaning{"objectives",
            [](const Spec& a, const Spec& b) { return a.objectives == b.objectives; }},
    Meaning{"constraints",
            [](const Spec& a, const Spec& b) { return a.constraints == b.constraints; }},
    Meaning{"metrics", [](const Spec& a, const Spec& b) { return a.metrics == b.metrics; }},
    Meaning{"command", [](const Spec& a, const Spec& b) { return a.command == b.command; }},
    Meaning{"working_folder",
            [](const Spec& a, const Spec& b) { return a.working_folder == b.working_folder; }},
    Meaning{"channels", [](const Spec& a, const Spec& b) { return a.channels == b.channels; }},
    Meaning{"hyperparameters",
            [](const Spec& a, const Spec& b) {
              return a.static_hyperparameters == b.static_hyperparameters;
            }},
    Meaning{"definitions",
            [](const Spec& a, const Spec& b) { return a.definitions == b.definitions; }},
    Meaning{"warm_start",
            [](const Spec& a, const Spec& b) { return a.warm_start == b.warm_start; }},
    Meaning{"seed", [](const Spec& a, const Spec& b) { return !b.seed || a.seed == b.seed; }},
};

const Parameter* find(const Spec& spec, const std::string& name) {
  const auto found = std::ranges::find(spec.parameters, name, &Parameter::name);
  return found == spec.parameters.end() ? nullptr : &*found;
}

Error refuse(std::string message, std::string at) {
  return {ErrorCode::kInvalidArgument, std::move(message), std::move(at)};
}

void add_parameter_problems(const Spec& before, const Spec& after, std::vector<Error>& problems) {
  for (const Parameter& parameter : before.parameters) {
    if (find(after, parameter.name) != nullptr) continue;
    problems.push_back(refuse(
        "parameter '" + parameter.name + "' is missing; to freeze it, leave it a single value",
        "/parameters"));
  }
  for (const Parameter& parameter : after.parameters) {
    const std::string at = "/parameters/" + pointer_token(parameter.name);
    const Parameter* known = find(before, parameter.name);
    if (known == nullptr) {
      problems.push_back(refuse("'" + parameter.name +
                                    "' is a new parameter, and no trial so far has a value of it; "
                                    "another job can begin with what this one found (warm_start)",
                                at));
    } else if (known->domain.index() != parameter.domain.index()) {
      problems.push_back(refuse("'" + parameter.name + "' was of another type", at + "/type"));
    }
  }
}

}  // namespace

std::vector<Error> extension_problems(const Spec& before, const Spec& after) {
  std::vector<Error> problems;
  if (after.name != before.name) {
    problems.push_back(
        refuse("this is a file of job '" + after.name.text + "', not of '" + before.name.text + "'",
               "/name"));
  }
  for (const Meaning& meaning : kMeanings) {
    if (meaning.same(before, after)) continue;
    problems.push_back(
        refuse(std::string("'") + meaning.key +
                   "' cannot be changed: the results so far would not be comparable; "
                   "another job can begin with what this one found (warm_start)",
               std::string("/") + meaning.key));
  }
  add_parameter_problems(before, after, problems);
  return problems;
}

bool searches_otherwise(const Spec& before, const Spec& after) {
  return before.parameters != after.parameters || before.forbidden != after.forbidden ||
         before.start != after.start || before.strategy != after.strategy ||
         before.early_stopping != after.early_stopping || before.resource != after.resource;
}

}  // namespace tuner
