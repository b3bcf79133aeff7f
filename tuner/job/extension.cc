#include "tuner/job/extension.h"

#include <algorithm>
#include <array>
#include <string>

#include "tuner/base/text.h"

namespace tuner {
namespace {

using Spec = TuningJobSpec;
using Training = TrainingDefinition;

// What gives the values of a job, or of one of its definitions, their meaning.
struct Meaning {
  const char* key;
  bool (*same)(const Training&, const Training&);
};
constexpr std::array kMeanings{
    Meaning{"objectives",
            [](const Training& a, const Training& b) { return a.objectives == b.objectives; }},
    Meaning{"constraints",
            [](const Training& a, const Training& b) { return a.constraints == b.constraints; }},
    Meaning{"metrics", [](const Training& a, const Training& b) { return a.metrics == b.metrics; }},
    Meaning{"command", [](const Training& a, const Training& b) { return a.command == b.command; }},
    Meaning{"channels",
            [](const Training& a, const Training& b) { return a.channels == b.channels; }},
    Meaning{"hyperparameters",
            [](const Training& a, const Training& b) {
              return a.static_hyperparameters == b.static_hyperparameters;
            }},
};

const Parameter* find(const Training& training, const std::string& name) {
  const auto found = std::ranges::find(training.parameters, name, &Parameter::name);
  return found == training.parameters.end() ? nullptr : &*found;
}

Error refuse(std::string message, std::string at) {
  return {ErrorCode::kInvalidArgument, std::move(message), std::move(at)};
}

Error cannot_change(const std::string& key, const std::string& at) {
  return refuse("'" + key +
                    "' cannot be changed: the results so far would not be comparable; another job "
                    "can begin with what this one found (warm_start)",
                at + "/" + key);
}

Error other_folder(const Training& before, const Training& after, const std::string& at) {
  return refuse("the job runs in " + before.working_folder.string() + ", and this file is in " +
                    after.working_folder.string() + ": give a file in the job's folder",
                at + "/working_folder");
}

void add_parameter_problems(const Training& before,
                            const Training& after,
                            const std::string& at,
                            std::vector<Error>& problems) {
  for (const Parameter& parameter : before.parameters) {
    if (find(after, parameter.name) != nullptr) continue;
    problems.push_back(refuse(
        "parameter '" + parameter.name + "' is missing; to freeze it, leave it a single value",
        at + "/parameters"));
  }
  for (const Parameter& parameter : after.parameters) {
    const std::string place = at + "/parameters/" + pointer_token(parameter.name);
    const Parameter* known = find(before, parameter.name);
    if (known == nullptr) {
      problems.push_back(refuse("'" + parameter.name +
                                    "' is a new parameter, and no trial so far has a value of it; "
                                    "another job can begin with what this one found (warm_start)",
                                place));
    } else if (known->domain.index() != parameter.domain.index()) {
      problems.push_back(refuse("'" + parameter.name + "' was of another type", place + "/type"));
    }
  }
}

bool same_definitions(const Spec& before, const Spec& after) {
  return std::ranges::equal(
      before.definitions, after.definitions, {}, &NamedDefinition::name, &NamedDefinition::name);
}

bool same_search(const Training& a, const Training& b) {
  return a.parameters == b.parameters && a.forbidden == b.forbidden && a.start == b.start;
}

}  // namespace

std::vector<Error> extension_problems(const Spec& before, const Spec& after) {
  std::vector<Error> problems;
  if (after.name != before.name) {
    problems.push_back(
        refuse("this is a file of job '" + after.name.text + "', not of '" + before.name.text + "'",
               "/name"));
  }
  if (!same_definitions(before, after)) {
    problems.push_back(
        refuse("a job keeps its definitions, with their names and in their order: every trial "
               "belongs to one of them; what each of them searches may change",
               "/definitions"));
    return problems;
  }
  const auto earlier = before.all_definitions(), later = after.all_definitions();
  for (std::size_t i = 0; i < earlier.size(); ++i) {
    const std::string at = after.definition_pointer(i);
    for (const Meaning& meaning : kMeanings) {
      if (!meaning.same(*earlier[i], *later[i])) problems.push_back(cannot_change(meaning.key, at));
    }
    if (earlier[i]->working_folder != later[i]->working_folder)
      problems.push_back(other_folder(*earlier[i], *later[i], at));
    add_parameter_problems(*earlier[i], *later[i], at, problems);
  }
  if (before.warm_start != after.warm_start) problems.push_back(cannot_change("warm_start", ""));
  if (after.seed && before.seed != after.seed) problems.push_back(cannot_change("seed", ""));
  return problems;
}

bool searches_otherwise(const Spec& before, const Spec& after) {
  return before.strategy != after.strategy || before.early_stopping != after.early_stopping ||
         before.resource != after.resource ||
         !std::ranges::equal(
             before.all_definitions(),
             after.all_definitions(),
             [](const Training* a, const Training* b) { return same_search(*a, *b); });
}

}  // namespace tuner
