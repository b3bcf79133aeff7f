#include "tuner/job/definition_json.h"

#include <nlohmann/json.hpp>

#include "tuner/job/rules_json.h"
#include "tuner/job/space_json.h"
#include "tuner/job/spec_json.h"
#include "tuner/job/stored_json.h"

namespace tuner {
namespace {

using namespace stored;
using std::chrono::milliseconds;

constexpr Names<Goal, 2> kGoals{{
    {Goal::kMinimize, "minimize"},
    {Goal::kMaximize, "maximize"},
}};
Json constraint_json(const Constraint& constraint) {
  Json json{{"metric", constraint.metric}};
  if (constraint.min) json["min"] = *constraint.min;
  if (constraint.max) json["max"] = *constraint.max;
  return json;
}

void read_lists(const Json& json, TrainingDefinition& training) {
  for (const Json& each : required(json, "parameters"))
    training.parameters.push_back(read_parameter(each));
  for (const Json& each : json.value("forbidden", Json::array())) {
    training.forbidden.push_back(read_rule(each));
  }
  for (const Json& each : json.value("start", Json::array())) {
    training.start.push_back(read_configuration(each));
  }
  for (const Json& each : required(json, "objectives")) {
    training.objectives.push_back({read_text(each, "metric"), read_name(kGoals, each, "goal")});
  }
  for (const Json& each : json.value("constraints", Json::array())) {
    training.constraints.push_back({read_text(each, "metric"),
                                    read_optional_number(each, "min"),
                                    read_optional_number(each, "max")});
  }
  for (const Json& each : required(json, "metrics")) {
    training.metrics.push_back({read_text(each, "name"), read_text(each, "regex")});
  }
  for (const auto& [name, each] : required(json, "channels").items()) {
    training.channels[name] = {read_text(each, "folder"), read_text(each, "content_type")};
  }
}

}  // namespace

nlohmann::json training_json(const TrainingDefinition& training) {
  Json json{{"parameters", Json::array()},
            {"static", training.static_hyperparameters},
            {"objectives", Json::array()},
            {"metrics", Json::array()},
            {"command", training.command},
            {"working_folder", training.working_folder.string()},
            {"environment", training.environment},
            {"channels", Json::object()},
            {"retries", training.retries},
            {"gpus_per_trial", training.gpus_per_trial}};
  for (const auto& parameter : training.parameters)
    json["parameters"].push_back(parameter_json(parameter));
  for (const auto& [metric, goal] : training.objectives) {
    json["objectives"].push_back({{"metric", metric}, {"goal", name_in(kGoals, goal)}});
  }
  for (const Constraint& constraint : training.constraints) {
    json["constraints"].push_back(constraint_json(constraint));
  }
  for (const auto& [name, regex] : training.metrics) {
    json["metrics"].push_back({{"name", name}, {"regex", regex}});
  }
  for (const auto& [name, channel] : training.channels) {
    json["channels"][name] = {{"folder", channel.folder.string()},
                              {"content_type", channel.content_type}};
  }
  for (const Forbidden& rule : training.forbidden) {
    json["forbidden"].push_back(rule_json(rule));
  }
  for (const Configuration& start : training.start)
    json["start"].push_back(configuration_json(start));
  return json;
}

nlohmann::json definition_json(const NamedDefinition& definition) {
  Json json = training_json(definition);
  json["name"] = definition.name;
  if (definition.trial_time) json["trial_time_ms"] = definition.trial_time->count();
  return json;
}

void read_training(const nlohmann::json& json, TrainingDefinition& training) {
  read_lists(json, training);
  required(json, "static").get_to(training.static_hyperparameters);
  required(json, "command").get_to(training.command);
  required(json, "environment").get_to(training.environment);
  training.working_folder = read_text(json, "working_folder");
  training.retries = read_whole<std::uint32_t>(json, "retries");
  training.gpus_per_trial = read_whole<int>(json, "gpus_per_trial");
}

NamedDefinition read_definition(const nlohmann::json& json) {
  NamedDefinition definition;
  read_training(json, definition);
  definition.name = read_text(json, "name");
  definition.trial_time = read_optional_time(json, "trial_time_ms");
  return definition;
}

}  // namespace tuner
