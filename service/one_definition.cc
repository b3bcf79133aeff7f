#include "service/one_definition.h"

#include <algorithm>

#include "tuner/base/text.h"

namespace tuner {

Result<TuningJobSpec> only_definition(const TuningJobSpec& spec,
                                      const std::optional<std::string>& name) {
  if (spec.definitions.empty() && !name) return spec;
  if (spec.definitions.empty()) {
    return fail(ErrorCode::kInvalidArgument,
                "job '" + spec.name.text + "' has no definitions: leave --definition out");
  }
  std::vector<std::string> names;
  for (const NamedDefinition& definition : spec.definitions) names.push_back(definition.name);
  const auto found = std::ranges::find(names, name.value_or(""));
  if (found == names.end()) {
    const std::string what =
        name ? "there is no definition '" + *name + "'" + did_you_mean(*name, names)
             : "job '" + spec.name.text + "' has several definitions";
    return fail(ErrorCode::kInvalidArgument,
                what + ": choose one with --definition, of " + quoted_list(names));
  }
  TuningJobSpec only = spec;
  static_cast<TrainingDefinition&>(only) =
      spec.definitions[static_cast<std::size_t>(found - names.begin())];
  only.definitions.clear();
  return only;
}

std::vector<Trial> trials_of_definition(const TuningJobSpec& spec,
                                        const std::optional<std::string>& name,
                                        std::vector<Trial> trials) {
  if (!name) return trials;
  std::erase_if(
      trials, [&](const Trial& trial) { return spec.definition_name(trial.suggestion) != *name; });
  return trials;
}

}  // namespace tuner
