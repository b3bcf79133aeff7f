#include "tuner/job/spec_json.h"

#include <nlohmann/json.hpp>

#include "tuner/job/definition_json.h"
#include "tuner/job/rules_json.h"
#include "tuner/job/stored_json.h"

namespace tuner {
namespace {

using namespace stored;
using std::chrono::milliseconds;

TuningJobSpec read_spec(const Json& json) {
  TuningJobSpec spec;
  spec.name.text = read_text(json, "name");
  read_training(json, spec);
  for (const Json& each : json.value("definitions", Json::array()))
    spec.definitions.push_back(read_definition(each));
  if (json.contains("failures")) spec.failures = read_failures(json.at("failures"));
  if (json.contains("warm_start")) spec.warm_start = read_warm_start(json.at("warm_start"));
  spec.limits = read_limits(required(json, "limits"));
  if (json.contains("completion")) spec.completion = read_completion(json.at("completion"));
  spec.strategy = read_text(json, "strategy");
  spec.backend = read_text(json, "backend");
  spec.early_stopping = read_early_stopping(required(json, "early_stopping"));
  if (json.contains("resource")) spec.resource = read_resource(json.at("resource"));
  if (json.contains("breaker")) spec.breaker = read_breaker(json.at("breaker"));
  spec.grace = milliseconds(read_whole<milliseconds::rep>(json, "grace_ms"));
  spec.bind_opt_ml = required(json, "bind_opt_ml").get<bool>();
  spec.log_limit_bytes = read_whole<std::uint64_t>(json, "log_limit_bytes");
  spec.seed = read_optional_whole<std::uint64_t>(json, "seed");
  if (json.contains("arn_prefix")) spec.arn_prefix = read_text(json, "arn_prefix");
  return spec;
}

}  // namespace

nlohmann::json to_json(const TuningJobSpec& spec) {
  Json json = training_json(spec);
  json.update({{"name", spec.name.text},
               {"limits", limits_json(spec.limits)},
               {"strategy", spec.strategy},
               {"backend", spec.backend},
               {"early_stopping", early_stopping_json(spec.early_stopping)},
               {"grace_ms", spec.grace.count()},
               {"bind_opt_ml", spec.bind_opt_ml},
               {"log_limit_bytes", spec.log_limit_bytes}});
  for (const NamedDefinition& definition : spec.definitions)
    json["definitions"].push_back(definition_json(definition));
  if (spec.resource) json["resource"] = resource_json(*spec.resource);
  if (spec.completion != Completion{}) json["completion"] = completion_json(spec.completion);
  if (spec.breaker != Breaker{}) json["breaker"] = breaker_json(spec.breaker);
  if (!spec.failures.empty()) json["failures"] = failures_json(spec.failures);
  if (spec.warm_start) json["warm_start"] = warm_start_json(*spec.warm_start);
  if (spec.seed) json["seed"] = *spec.seed;
  if (!spec.arn_prefix.empty()) json["arn_prefix"] = spec.arn_prefix;
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
