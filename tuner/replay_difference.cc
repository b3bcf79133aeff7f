#include "tuner/replay_difference.h"

#include <algorithm>
#include <optional>

#include "tuner/space/configuration.h"

namespace tuner {
namespace {

std::string run_text(TrialId trial, std::uint32_t attempt) {
  const std::string text = "trial " + std::to_string(trial.number);
  return attempt == 1 ? text : text + " (attempt " + std::to_string(attempt) + ")";
}

struct ActionText {
  std::string operator()(const StartRun& action) const {
    std::string text = run_text(action.trial, action.attempt) + " is started";
    std::string separator = " with ";
    for (const auto& [name, value] : action.suggestion.configuration) {
      text += separator + name + " = " + to_text(value);
      separator = ", ";
    }
    if (action.suggestion.budget) text += ", budget " + std::to_string(*action.suggestion.budget);
    if (action.suggestion.resume_from)
      text += ", continuing trial " + std::to_string(action.suggestion.resume_from->number);
    if (action.suggestion.definition != 0)
      text += ", of definition " + std::to_string(action.suggestion.definition);
    return text;
  }
  std::string operator()(const StopRun& action) const {
    return run_text(action.trial, action.attempt) + " is stopped: " + action.why;
  }
  std::string operator()(const EndJob& action) const {
    return "the job ends as " + std::string(name_of(action.status)) + ": " + action.why;
  }
  std::string operator()(const MarkPlace& action) const {
    return action.place + " is " + std::string(name_of(action.status)) + ": " + action.why;
  }
};

std::string text_at(std::span<const Action> actions, std::size_t i) {
  return i < actions.size() ? std::visit(ActionText{}, actions[i]) : "nothing";
}

// The parameters in which two configurations of one trial differ; empty: the difference is elsewhere.
std::string parameters_text(const StartRun& recorded, const StartRun& now) {
  std::string text;
  const Configuration &old = recorded.suggestion.configuration,
                      &young = now.suggestion.configuration;
  const auto value_in = [](const Configuration& configuration, const std::string& name) {
    const auto found = configuration.find(name);
    return found == configuration.end() ? "inactive" : to_text(found->second);
  };
  Configuration all = old;
  all.insert(young.begin(), young.end());
  for (const auto& [name, unused] : all) {
    const std::string was = value_in(old, name), is = value_in(young, name);
    if (was != is) text += (text.empty() ? "" : ", ") + name + " was " + was + " and is now " + is;
  }
  return text;
}

}  // namespace

std::string describe_difference(std::span<const Action> recorded, std::span<const Action> now) {
  std::size_t i = 0;
  while (i < recorded.size() && i < now.size() && recorded[i] == now[i]) ++i;
  if (i < recorded.size() && i < now.size()) {
    const auto *old = std::get_if<StartRun>(&recorded[i]), *young = std::get_if<StartRun>(&now[i]);
    if (old != nullptr && young != nullptr && old->trial == young->trial) {
      const std::string parameters = parameters_text(*old, *young);
      if (!parameters.empty())
        return "the suggestion for trial " + std::to_string(old->trial.number) + ": " + parameters;
    }
  }
  return "recorded is \"" + text_at(recorded, i) + "\", now it is \"" + text_at(now, i) + "\"";
}

}  // namespace tuner
