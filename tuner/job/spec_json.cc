#include "tuner/job/spec_json.h"

#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "tuner/base/check.h"

namespace tuner {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

constexpr std::array<std::pair<Scale, std::string_view>, 4> kScales{{
    {Scale::kAuto, "auto"},
    {Scale::kLinear, "linear"},
    {Scale::kLog, "log"},
    {Scale::kReverseLog, "reverse_log"},
}};
constexpr std::array<std::pair<Goal, std::string_view>, 2> kGoals{{
    {Goal::kMinimize, "minimize"},
    {Goal::kMaximize, "maximize"},
}};
constexpr std::array<std::pair<Category::Kind, std::string_view>, 3> kKinds{{
    {Category::Kind::kString, "string"},
    {Category::Kind::kNumber, "number"},
    {Category::Kind::kBoolean, "boolean"},
}};

constexpr std::array<std::pair<WarmStart::Kind, std::string_view>, 2> kWarmStarts{{
    {WarmStart::Kind::kIdentical, "identical"},
    {WarmStart::Kind::kTransfer, "transfer"},
}};

// ---- writing ------------------------------------------------------------------------------------

template <class Key, std::size_t N>
Json name_in(const std::array<std::pair<Key, std::string_view>, N>& table, Key key) {
  for (const auto& [value, name] : table) {
    if (value == key) return name;
  }
  TUNER_CHECK(false, "an enumerator without a name");
}

// Unlike to_json(ParameterValue), tells "1e-3" the number from "1e-3" the string.
Json typed_json(const ParameterValue& value) {
  if (const auto* category = std::get_if<Category>(&value)) {
    return {{"text", category->text}, {"kind", name_in(kKinds, category->kind)}};
  }
  return to_json(value);
}

Json domain_json(const Continuous& range) {
  return {{"type", "continuous"},
          {"min", range.min},
          {"max", range.max},
          {"scale", name_in(kScales, range.scale)},
          {"step", range.step}};
}
Json domain_json(const Integer& range) {
  return {{"type", "integer"},
          {"min", range.min},
          {"max", range.max},
          {"scale", name_in(kScales, range.scale)},
          {"step", range.step}};
}
Json domain_json(const Categorical& categorical) {
  Json values = Json::array();
  for (const Category& category : categorical.values) values.push_back(typed_json(category));
  return {{"type", "categorical"}, {"values", std::move(values)}};
}

Json parameter_json(const Parameter& parameter) {
  Json json = std::visit([](const auto& domain) { return domain_json(domain); }, parameter.domain);
  json["name"] = parameter.name;
  if (parameter.when.empty()) return json;
  for (const Condition& condition : parameter.when) {
    Json values = Json::array();
    for (const ParameterValue& value : condition.values) values.push_back(typed_json(value));
    json["when"].push_back({{"parent", condition.parent}, {"values", std::move(values)}});
  }
  return json;
}

Json rule_json(const ForbiddenClause& clause) {
  Json terms = Json::array();
  for (const ForbiddenTerm& term : clause.terms) {
    Json json{{"parameter", term.parameter}, {"values", Json::array()}};
    for (const ParameterValue& value : term.values) json["values"].push_back(typed_json(value));
    if (term.min) json["min"] = *term.min;
    if (term.max) json["max"] = *term.max;
    terms.push_back(std::move(json));
  }
  return {{"clause", std::move(terms)}};
}
Json rule_json(const ForbiddenSum& rule) {
  Json json{{"sum", Json::array()}};
  for (const auto& [parameter, weight] : rule.weights) {
    json["sum"].push_back({{"parameter", parameter}, {"weight", weight}});
  }
  if (rule.above) json["above"] = *rule.above;
  if (rule.below) json["below"] = *rule.below;
  return json;
}

Json constraint_json(const Constraint& constraint) {
  Json json{{"metric", constraint.metric}};
  if (constraint.min) json["min"] = *constraint.min;
  if (constraint.max) json["max"] = *constraint.max;
  return json;
}

Json limits_json(const Limits& limits) {
  Json json;
  json["parallel"] = limits.parallel;
  if (limits.trials) json["trials"] = *limits.trials;
  if (limits.failures) json["failures"] = *limits.failures;
  if (limits.trial_time) json["trial_time_ms"] = limits.trial_time->count();
  if (limits.time) json["time_ms"] = limits.time->count();
  if (limits.training_time) json["training_time_ms"] = limits.training_time->count();
  if (limits.cost) json["cost"] = *limits.cost;
  if (limits.price_per_hour) json["price_per_hour"] = *limits.price_per_hour;
  return json;
}

Json completion_json(const Completion& completion) {
  Json json = Json::object();
  if (completion.target) json["target"] = *completion.target;
  if (completion.not_improving) json["not_improving"] = *completion.not_improving;
  if (!completion.converged) return json;
  json["converged"] = Json::object();
  if (completion.converged->tolerance)
    json["converged"]["tolerance"] = *completion.converged->tolerance;
  return json;
}

Json early_stopping_json(const EarlyStopping& rules) {
  Json json{{"median", rules.median},
            {"asha", rules.asha},
            {"min_change", rules.min_change},
            {"after", rules.after},
            {"completed", rules.completed}};
  if (rules.percentile) json["percentile"] = *rules.percentile;
  if (rules.threshold) json["threshold"] = *rules.threshold;
  if (rules.patience) json["patience"] = *rules.patience;
  return json;
}

Json resource_json(const Resource& resource) {
  return {{"parameter", resource.parameter},
          {"min", resource.min},
          {"max", resource.max},
          {"reduction", resource.reduction}};
}

// ---- reading: any exception of the library or of these helpers becomes one Error in
// spec_from_json ----

[[noreturn]] void reject(const std::string& message) { throw std::invalid_argument(message); }

const Json& required(const Json& json, const char* key) {
  if (!json.is_object() || !json.contains(key)) reject(std::string("'") + key + "' is missing");
  return json.at(key);
}

std::string read_text(const Json& json, const char* key) {
  return required(json, key).get<std::string>();
}

template <class Number>
Number whole(const Json& json) {
  if (!json.is_number_integer()) reject("'" + json.dump() + "' must be a whole number");
  const bool fits = json.is_number_unsigned() ? std::in_range<Number>(json.get<std::uint64_t>())
                                              : std::in_range<Number>(json.get<std::int64_t>());
  if (!fits) reject(json.dump() + " is out of range");
  return json.get<Number>();
}
template <class Number>
Number read_whole(const Json& json, const char* key) {
  return whole<Number>(required(json, key));
}
template <class Number>
std::optional<Number> read_optional_whole(const Json& json, const char* key) {
  if (!json.contains(key)) return std::nullopt;
  return read_whole<Number>(json, key);
}
std::optional<milliseconds> read_optional_time(const Json& json, const char* key) {
  const auto count = read_optional_whole<milliseconds::rep>(json, key);
  return count ? std::optional(milliseconds(*count)) : std::nullopt;
}

double read_number(const Json& json, const char* key) {
  const Json& value = required(json, key);
  if (!value.is_number()) reject(std::string("'") + key + "' must be a number");
  return value.get<double>();
}

template <class Key, std::size_t N>
Key read_name(const std::array<std::pair<Key, std::string_view>, N>& table,
              const Json& json,
              const char* key) {
  const std::string name = read_text(json, key);
  for (const auto& [value, text] : table) {
    if (text == name) return value;
  }
  reject("'" + name + "' is no legal value of '" + key + "'");
}

ParameterValue typed_value(const Json& json) {
  if (json.is_object()) {
    return Category{read_text(json, "text"), read_name(kKinds, json, "kind")};
  }
  if (json.is_number_integer()) return whole<std::int64_t>(json);
  return json.get<double>();
}

template <class Range, class Number>
Range read_range(const Json& json, Number (*read)(const Json&, const char*)) {
  return {
      read(json, "min"), read(json, "max"), read_name(kScales, json, "scale"), read(json, "step")};
}

Domain read_domain(const Json& json) {
  const std::string type = read_text(json, "type");
  if (type == "continuous") return read_range<Continuous>(json, read_number);
  if (type == "integer") return read_range<Integer>(json, read_whole<std::int64_t>);
  if (type != "categorical") reject("'" + type + "' is no type of a parameter");
  Categorical categorical;
  for (const Json& value : required(json, "values")) {
    categorical.values.push_back({read_text(value, "text"), read_name(kKinds, value, "kind")});
  }
  return categorical;
}

Parameter read_parameter(const Json& json) {
  Parameter parameter{read_text(json, "name"), read_domain(json)};
  for (const Json& each : json.value("when", Json::array())) {
    Condition condition{read_text(each, "parent"), {}};
    for (const Json& value : required(each, "values"))
      condition.values.push_back(typed_value(value));
    parameter.when.push_back(std::move(condition));
  }
  return parameter;
}

std::optional<double> read_optional_number(const Json& json, const char* key) {
  return json.contains(key) ? std::optional(read_number(json, key)) : std::nullopt;
}

Forbidden read_rule(const Json& json) {
  if (json.contains("sum")) {
    ForbiddenSum rule;
    for (const Json& each : json.at("sum")) {
      rule.weights.push_back({read_text(each, "parameter"), read_number(each, "weight")});
    }
    rule.above = read_optional_number(json, "above");
    rule.below = read_optional_number(json, "below");
    return rule;
  }
  ForbiddenClause clause;
  for (const Json& each : required(json, "clause")) {
    ForbiddenTerm term{read_text(each, "parameter")};
    for (const Json& value : required(each, "values")) term.values.push_back(typed_value(value));
    term.min = read_optional_number(each, "min");
    term.max = read_optional_number(each, "max");
    clause.terms.push_back(std::move(term));
  }
  return clause;
}

Configuration read_typed(const Json& json) {
  Configuration configuration;
  if (!json.is_object()) reject("a configuration must be an object");
  for (const auto& [name, value] : json.items()) configuration.emplace(name, typed_value(value));
  return configuration;
}

std::optional<WarmStart> read_warm_start(const Json& json) {
  if (!json.contains("warm_start")) return std::nullopt;
  const Json& known = json.at("warm_start");
  WarmStart warm_start{{}, read_name(kWarmStarts, known, "kind")};
  required(known, "jobs").get_to(warm_start.jobs);
  return warm_start;
}

Limits read_limits(const Json& json) {
  return {.trials = read_optional_whole<std::uint32_t>(json, "trials"),
          .parallel = read_whole<std::uint32_t>(json, "parallel"),
          .trial_time = read_optional_time(json, "trial_time_ms"),
          .time = read_optional_time(json, "time_ms"),
          .training_time = read_optional_time(json, "training_time_ms"),
          .cost = read_optional_number(json, "cost"),
          .price_per_hour = read_optional_number(json, "price_per_hour"),
          .failures = read_optional_whole<std::uint32_t>(json, "failures")};
}

void read_lists(const Json& json, TuningJobSpec& spec) {
  for (const Json& each : required(json, "parameters"))
    spec.parameters.push_back(read_parameter(each));
  for (const Json& each : json.value("forbidden", Json::array())) {
    spec.forbidden.push_back(read_rule(each));
  }
  for (const Json& each : json.value("start", Json::array())) {
    spec.start.push_back(read_typed(each));
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

Completion read_completion(const Json& json) {
  Completion completion{.target = read_optional_number(json, "target"),
                        .not_improving = read_optional_whole<std::uint32_t>(json, "not_improving"),
                        .converged = {}};
  if (json.contains("converged"))
    completion.converged = Convergence{read_optional_number(json.at("converged"), "tolerance")};
  return completion;
}

// The first version had a name alone.
EarlyStopping read_early_stopping(const Json& json) {
  EarlyStopping rules;
  if (json.is_string()) {
    rules.median = json == "median";
    if (!rules.median && json != "off") reject(json.dump() + " is no rule of early stopping");
    return rules;
  }
  rules.median = required(json, "median").get<bool>();
  rules.asha = required(json, "asha").get<bool>();
  rules.percentile = read_optional_number(json, "percentile");
  rules.threshold = read_optional_number(json, "threshold");
  rules.patience = read_optional_whole<std::uint32_t>(json, "patience");
  rules.min_change = read_number(json, "min_change");
  rules.after = read_whole<std::uint32_t>(json, "after");
  rules.completed = read_whole<std::uint32_t>(json, "completed");
  return rules;
}

Resource read_resource(const Json& json) {
  return {read_text(json, "parameter"),
          read_whole<std::int64_t>(json, "min"),
          read_whole<std::int64_t>(json, "max"),
          read_whole<std::int64_t>(json, "reduction")};
}

TuningJobSpec read_spec(const Json& json) {
  TuningJobSpec spec;
  spec.name.text = read_text(json, "name");
  read_lists(json, spec);
  required(json, "static").get_to(spec.static_hyperparameters);
  required(json, "command").get_to(spec.command);
  required(json, "environment").get_to(spec.environment);
  spec.working_folder = read_text(json, "working_folder");
  spec.warm_start = read_warm_start(json);
  spec.limits = read_limits(required(json, "limits"));
  if (json.contains("completion")) spec.completion = read_completion(json.at("completion"));
  spec.strategy = read_text(json, "strategy");
  spec.backend = read_text(json, "backend");
  spec.early_stopping = read_early_stopping(required(json, "early_stopping"));
  if (json.contains("resource")) spec.resource = read_resource(json.at("resource"));
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
    json["forbidden"].push_back(std::visit([](const auto& each) { return rule_json(each); }, rule));
  }
  if (spec.resource) json["resource"] = resource_json(*spec.resource);
  if (spec.completion != Completion{}) json["completion"] = completion_json(spec.completion);
  for (const Configuration& start : spec.start) json["start"].push_back(typed_json(start));
  if (spec.warm_start) {
    json["warm_start"] = {{"jobs", spec.warm_start->jobs},
                          {"kind", name_in(kWarmStarts, spec.warm_start->kind)}};
  }
  if (spec.seed) json["seed"] = *spec.seed;
  return json;
}

nlohmann::json typed_json(const Configuration& configuration) {
  Json json = Json::object();
  for (const auto& [name, value] : configuration) json[name] = typed_json(value);
  return json;
}

Result<Configuration> typed_configuration_from_json(const nlohmann::json& json) {
  try {
    return read_typed(json);
  } catch (const std::exception& error) {
    return fail(ErrorCode::kInvalidArgument,
                std::string("this is no stored configuration: ") + error.what());
  }
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
