#include "service/job_json.h"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "metrics/report_json.h"
#include "metrics/report_text.h"
#include "service/rerun.h"
#include "tuner/job/best.h"
#include "tuner/job/front.h"
#include "tuner/job/spec_json.h"
#include "tuner/training_budget.h"

namespace tuner {
namespace {

using Json = nlohmann::ordered_json;

double seconds(std::chrono::milliseconds time) {
  return static_cast<double>(time.count()) / 1000.0;
}

Json time_json(const std::optional<TimePoint>& time) {
  return time ? Json(format_time_iso(*time)) : Json();
}

template <class Value>
Json optional_json(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

Json objectives_json(std::span<const Objective> objectives) {
  Json list = Json::array();
  for (const Objective& objective : objectives) {
    const bool minimize = objective.goal == Goal::kMinimize;
    list.push_back({{"metric", objective.metric}, {"goal", minimize ? "minimize" : "maximize"}});
  }
  return list;
}

// Each with how many trials it got, and the best of them.
Json definitions_json(const JobView& view) {
  const TuningJobSpec& spec = view.job.spec;
  Json list = Json::array();
  for (std::size_t i = 0; i < spec.definitions.size(); ++i) {
    std::vector<Trial> own;
    for (const Trial& trial : view.trials) {
      if (trial.suggestion.definition == i) own.push_back(trial);
    }
    const Trial* best = best_trial(own, spec.aims());
    list.push_back({{"name", spec.definitions[i].name},
                    {"objectives", objectives_json(spec.definitions[i].objectives)},
                    {"trials", own.size()},
                    {"best_trial", best == nullptr ? Json() : Json(best->id.number)}});
  }
  return list;
}

Json counts_json(std::span<const Trial> trials) {
  std::map<TrialStatus, std::size_t> counts;
  for (const Trial& trial : trials) ++counts[trial.status];
  Json json = Json::object();
  for (const TrialStatus status : {TrialStatus::kPending,
                                   TrialStatus::kRunning,
                                   TrialStatus::kSucceeded,
                                   TrialStatus::kFailed,
                                   TrialStatus::kStoppedEarly,
                                   TrialStatus::kCancelled}) {
    json[std::string(name_of(status))] = counts[status];
  }
  return json;
}

Json limits_json(const Limits& limits) {
  const auto limit_seconds = [](const auto& limit) {
    return limit ? Json(seconds(*limit)) : Json();
  };
  return {{"trials", optional_json(limits.trials)},
          {"parallel", limits.parallel},
          {"trial_time_seconds", limit_seconds(limits.trial_time)},
          {"time_seconds", limit_seconds(limits.time)},
          {"training_time_seconds", limit_seconds(limits.training_time)},
          {"cost", optional_json(limits.cost)},
          {"price_per_hour", optional_json(limits.price_per_hour)},
          {"failures", optional_json(limits.failures)}};
}

// The last values of the constrained metrics, by metric.
Json constraints_json(const TuningJobSpec& spec, const Trial& trial) {
  Json values = Json::object();
  for (std::size_t i = 0; i < spec.constraints.size(); ++i)
    values[spec.constraints[i].metric] = optional_json(trial.constraints[i]);
  return values;
}

Json front_json(const JobView& view) {
  const auto& objectives = view.job.spec.objectives;
  Json list = Json::array();
  for (const Trial* trial : front_of(view.trials, view.job.spec.aims())) {
    Json values = Json::object();
    for (std::size_t i = 0; i < objectives.size(); ++i)
      values[objectives[i].metric] = optional_json(trial->objectives[i]);
    Json entry = {
        {"trial", trial->id.number}, {"name", trial->name}, {"objectives", std::move(values)}};
    if (!view.job.spec.constraints.empty())
      entry["constraints"] = constraints_json(view.job.spec, *trial);
    entry["configuration"] = to_json(trial->suggestion.configuration);
    entry["command"] = rerun_arguments(view.job, *trial);
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace

Json best_json(const JobView& view) {
  const Trial* best = best_trial(view.trials, view.job.spec.aims());
  if (best == nullptr) return {};
  const TuningJobSpec& spec = view.job.spec;
  const Objective& objective = spec.definition_of(best->suggestion).objectives.front();
  Json json;
  json["trial"] = best->id.number;
  json["name"] = best->name;
  if (!spec.definitions.empty()) json["definition"] = spec.definition_name(best->suggestion);
  json["metric"] = objective.metric;
  json["objective"] = optional_json(best->objectives.front());
  if (!view.job.spec.constraints.empty())
    json["constraints"] = constraints_json(view.job.spec, *best);
  json["configuration"] = to_json(best->suggestion.configuration);
  json["command"] = rerun_arguments(view.job, *best);
  if (view.job.spec.objectives.size() > 1) json["front"] = front_json(view);
  return json;
}

Json job_json(const JobView& view) {
  const JobRecord& job = view.job;
  Json json;
  json["name"] = job.spec.name.text;
  json["status"] = name_of(job.status);
  json["has_owner"] = view.has_owner;
  json["reason"] = job.reason;
  json["objectives"] = objectives_json(job.spec.objectives);
  if (!job.spec.definitions.empty()) json["definitions"] = definitions_json(view);
  if (!job.spec.constraints.empty()) {
    json["constraints"] = Json::array();
    for (const Constraint& constraint : job.spec.constraints)
      json["constraints"].push_back(constraint_json(constraint));
  }
  json["strategy"] = job.spec.strategy;
  json["backend"] = job.spec.backend;
  json["seed"] = optional_json(job.spec.seed);
  const std::string prior = describe_prior(job.spec, job.prior);
  if (!prior.empty()) json["begins_with"] = prior;
  if (!job.earlier_specs.empty()) json["extensions"] = job.earlier_specs.size();
  json["limits"] = limits_json(job.spec.limits);
  json["created_at"] = format_time_iso(job.created_at);
  json["ended_at"] = time_json(job.ended_at);
  json["job_seconds"] = seconds(job.job_time);
  const JobTime training = training_time(view.trials);
  json["training_seconds"] = seconds(training);
  json["cost"] = optional_json(cost_of(job.spec.limits, training));
  json["counts"] = counts_json(view.trials);
  json["best"] = best_json(view);
  return json;
}

std::string json_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tuner
