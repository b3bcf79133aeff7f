#include "tuner/job/rules_json.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tuner/job/stored_json.h"

namespace tuner::stored {
namespace {

constexpr Names<WarmStart::Kind, 2> kWarmStarts{{
    {WarmStart::Kind::kIdentical, "identical"},
    {WarmStart::Kind::kTransfer, "transfer"},
}};

}  // namespace

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

Completion read_completion(const Json& json) {
  Completion completion{.target = read_optional_number(json, "target"),
                        .not_improving = read_optional_whole<std::uint32_t>(json, "not_improving"),
                        .converged = {}};
  if (json.contains("converged"))
    completion.converged = Convergence{read_optional_number(json.at("converged"), "tolerance")};
  return completion;
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

Json resource_json(const Resource& resource) {
  Json json{{"parameter", resource.parameter},
            {"min", resource.min},
            {"max", resource.max},
            {"reduction", resource.reduction},
            {"promotion", resource.promotion},
            {"brackets", resource.brackets}};
  if (resource.counts_values) json["counts_values"] = true;
  return json;
}

// The first version knew no promotion.
Resource read_resource(const Json& json) {
  Resource resource{read_text(json, "parameter"),
                    read_whole<std::int64_t>(json, "min"),
                    read_whole<std::int64_t>(json, "max"),
                    read_whole<std::int64_t>(json, "reduction")};
  if (!json.contains("promotion")) return resource;
  resource.promotion = json.at("promotion").get<bool>();
  resource.brackets = read_whole<std::int64_t>(json, "brackets");
  resource.counts_values = json.value("counts_values", false);
  return resource;
}

Json breaker_json(const std::optional<Breaker>& breaker) {
  if (!breaker) return false;
  return {{"failures", breaker->failures}, {"retry_after_ms", breaker->retry_after.count()}};
}

std::optional<Breaker> read_breaker(const Json& json) {
  if (json.is_boolean()) return std::nullopt;
  return Breaker{read_whole<std::uint32_t>(json, "failures"),
                 std::chrono::milliseconds(
                     read_whole<std::chrono::milliseconds::rep>(json, "retry_after_ms"))};
}

Json failures_json(const std::vector<FailurePattern>& failures) {
  Json json = Json::array();
  for (const FailurePattern& each : failures)
    json.push_back({{"pattern", each.pattern}, {"class", name_of(each.failure)}});
  return json;
}

std::vector<FailurePattern> read_failures(const Json& json) {
  std::vector<FailurePattern> failures;
  for (const Json& each : json) {
    const auto failure = failure_class_from(read_text(each, "class"));
    if (!failure) throw std::invalid_argument("\"class\" is no class of failures");
    failures.push_back({read_text(each, "pattern"), *failure});
  }
  return failures;
}

Json warm_start_json(const WarmStart& warm_start) {
  Json json{{"jobs", warm_start.jobs}, {"kind", name_in(kWarmStarts, warm_start.kind)}};
  for (const auto& file : warm_start.files) json["files"].push_back(file.string());
  if (warm_start.of_ended_jobs) json["of_ended_jobs"] = true;
  return json;
}

WarmStart read_warm_start(const Json& json) {
  WarmStart warm_start{{}, read_name(kWarmStarts, json, "kind")};
  required(json, "jobs").get_to(warm_start.jobs);
  for (const Json& file : json.value("files", Json::array()))
    warm_start.files.emplace_back(file.get<std::string>());
  warm_start.of_ended_jobs = json.value("of_ended_jobs", false);
  return warm_start;
}

}  // namespace tuner::stored
