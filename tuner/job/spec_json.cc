#include "tuner/job/spec_json.h"

#include <nlohmann/json.hpp>

#include "tuner/job/rules_json.h"
#include "tuner/job/space_json.h"
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

void read_lists(const Json& json, TuningJobSpec& spec) {
  for (const Json& each : required(json, "parameters"))
    spec.parameters.push_back(read_parameter(each));
  for (const Json& each : json.value("forbidden", Json::array())) {
    spec.forbidden.push_back(read_rule(each));
  }
  for (const Json& each : json.value("start", Json::array())) {
    spec.start.push_back(read_configuration(each));
  }
  for (const Json& each : required(json, "objectives")) {
    spec.objectives.push_back({read_text(each, "metric"), read_name(kGoals, each, "goal")});
  }
  for (const Json& each : json.value("constraints", Json::array())) {
    spec.constraints.push_back({read_text(each, "metric"),
                                read_optional_number(each, "min"),
                                read_optional_number(each, "max")});
  }
  for (const Json& each : required(json, "metrics")) {
    spec.metrics.push_back({read_text(each, "name"), read_text(each, "regex")});
  }
  for (const auto& [name, each] : required(json, "channels").items()) {
    spec.channels[name] = {read_text(each, "folder"), read_text(each, "content_type")};
  }
}

TuningJobSpec read_spec(const Json& json) {
  TuningJobSpec spec;
  spec.name.text = read_text(json, "name");
  read_lists(json, spec);
  required(json, "static").get_to(spec.static_hyperparameters);
  required(json, "command").get_to(spec.command);
  required(json, "environment").get_to(spec.environment);
  spec.working_folder = read_text(json, "working_folder");
  if (json.contains("failures")) spec.failures = read_failures(json.at("failures"));
  if (json.contains("warm_start")) spec.warm_start = read_warm_start(json.at("warm_start"));
  spec.limits = read_limits(required(json, "limits"));
  if (json.contains("completion")) spec.completion = read_completion(json.at("completion"));
  spec.strategy = read_text(json, "strategy");
  spec.backend = read_text(json, "backend");
  spec.early_stopping = read_early_stopping(required(json, "early_stopping"));
  if (json.contains("resource")) spec.resource = read_resource(json.at("resource"));
  if (json.contains("breaker")) spec.breaker = read_breaker(json.at("breaker"));
  spec.retries = read_whole<std::uint32_t>(json, "retries");
  spec.grace = milliseconds(read_whole<milliseconds::rep>(json, "grace_ms"));
  spec.gpus_per_trial = read_whole<int>(json, "gpus_per_trial");
  spec.bind_opt_ml = required(json, "bind_opt_ml").get<bool>();
  spec.log_limit_bytes = read_whole<std::uint64_t>(json, "log_limit_bytes");
  spec.seed = read_optional_whole<std::uint64_t>(json, "seed");
  return spec;
}

}  // namespace

nlohmann::json to_json(const TuningJobSpec& spec) {
  Json json{{"name", spec.name.text},
            {"parameters", Json::array()},
            {"static", spec.static_hyperparameters},
            {"objectives", Json::array()},
            {"metrics", Json::array()},
            {"command", spec.command},
            {"working_folder", spec.working_folder.string()},
            {"environment", spec.environment},
            {"channels", Json::object()},
            {"limits", limits_json(spec.limits)},
            {"strategy", spec.strategy},
            {"backend", spec.backend},
            {"early_stopping", early_stopping_json(spec.early_stopping)},
            {"retries", spec.retries},
            {"grace_ms", spec.grace.count()},
            {"gpus_per_trial", spec.gpus_per_trial},
            {"bind_opt_ml", spec.bind_opt_ml},
            {"log_limit_bytes", spec.log_limit_bytes}};
  for (const auto& parameter : spec.parameters)
    json["parameters"].push_back(parameter_json(parameter));
  for (const auto& [metric, goal] : spec.objectives) {
    json["objectives"].push_back({{"metric", metric}, {"goal", name_in(kGoals, goal)}});
  }
  for (const Constraint& constraint : spec.constraints) {
    json["constraints"].push_back(constraint_json(constraint));
  }
  for (const auto& [name, regex] : spec.metrics) {
    json["metrics"].push_back({{"name", name}, {"regex", regex}});
  }
  for (const auto& [name, channel] : spec.channels) {
    json["channels"][name] = {{"folder", channel.folder.string()},
                              {"content_type", channel.content_type}};
  }
  for (const Forbidden& rule : spec.forbidden) {
    json["forbidden"].push_back(rule_json(rule));
  }
  if (spec.resource) json["resource"] = resource_json(*spec.resource);
  if (spec.completion != Completion{}) json["completion"] = completion_json(spec.completion);
  for (const Configuration& start : spec.start) json["start"].push_back(configuration_json(start));
  if (spec.breaker != Breaker{}) json["breaker"] = breaker_json(spec.breaker);
  if (!spec.failures.empty()) json["failures"] = failures_json(spec.failures);
  if (spec.warm_start) json["warm_start"] = warm_start_json(*spec.warm_start);
  if (spec.seed) json["seed"] = *spec.seed;
  return json;
}

Result<TuningJobSpec> spec_from_json(const nlohmann::json& json) {
  try {
    return read_spec(json);
  } catch (const std::exception& error) {
    return fail(ErrorCode::kInvalidArgument,
                std::string("this is no stored specification: ") + error.what());
  }
}

}  // namespace tuner
