#include "service/job_json.h"

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
  const TuningJobSpec& spec = view.summary.job.spec;
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

Json counts_json(const TrialTotals& totals) {
  Json json = Json::object();
  for (const TrialStatus status : {TrialStatus::kPending,
                                   TrialStatus::kRunning,
                                   TrialStatus::kSucceeded,
                                   TrialStatus::kFailed,
                                   TrialStatus::kStoppedEarly,
                                   TrialStatus::kCancelled}) {
    json[std::string(name_of(status))] = totals.count(status);
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
  const JobRecord& job = view.summary.job;
  const auto& objectives = job.spec.objectives;
  Json list = Json::array();
  for (const Trial* trial : front_of(view.trials, job.spec.aims())) {
    Json values = Json::object();
    for (std::size_t i = 0; i < objectives.size(); ++i)
      values[objectives[i].metric] = optional_json(trial->objectives[i]);
    Json entry = {
        {"trial", trial->id.number}, {"name", trial->name}, {"objectives", std::move(values)}};
    if (!job.spec.constraints.empty()) entry["constraints"] = constraints_json(job.spec, *trial);
    entry["configuration"] = to_json(trial->suggestion.configuration);
    entry["command"] = rerun_of(job, *trial).arguments;
    list.push_back(std::move(entry));
  }
  return list;
}

Json places_json(std::span<const MarkPlace> places) {
  Json list = Json::array();
  for (const MarkPlace& mark : places)
    list.push_back({{"place", mark.place},
                    {"status", name_of(mark.status)},
                    {"until_seconds", seconds(mark.until)},
                    {"why", mark.why}});
  return list;
}

}  // namespace

bool needs_trials(const TuningJobSpec& spec) {
  return spec.objectives.size() > 1 || !spec.constraints.empty() || !spec.definitions.empty();
}

Result<std::vector<Trial>> trials_if_needed(const ExperimentReader& reader,
                                            const JobSummary& summary) {
  const bool some_may_be_replaced = summary.totals.count(TrialStatus::kCancelled) > 0;
  if (!some_may_be_replaced && !needs_trials(summary.job.spec)) return {};
  return reader.trials(summary.job.spec.name);
}

Json best_json(const JobView& view) {
  const std::optional<Trial>& best = view.summary.best;
  if (!best) return {};
  const JobRecord& job = view.summary.job;
  const TuningJobSpec& spec = job.spec;
  const Objective& objective = spec.definition_of(best->suggestion).objectives.front();
  Json json;
  json["trial"] = best->id.number;
  json["name"] = best->name;
  if (!spec.definitions.empty()) json["definition"] = spec.definition_name(best->suggestion);
  if (best->suggestion.budget) json["budget"] = *best->suggestion.budget;
  if (best->suggestion.resume_from) json["continues"] = best->suggestion.resume_from->number;
  json["metric"] = objective.metric;
  json["objective"] = optional_json(best->objectives.front());
  if (!job.spec.constraints.empty()) json["constraints"] = constraints_json(job.spec, *best);
  json["configuration"] = to_json(best->suggestion.configuration);
  json["command"] = rerun_of(job, *best).arguments;
  if (job.spec.objectives.size() > 1) json["front"] = front_json(view);
  return json;
}

Json job_json(const JobView& view) {
  const JobRecord& job = view.summary.job;
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
  const JobTime training = view.summary.totals.training_time;
  json["training_seconds"] = seconds(training);
  json["cost"] = optional_json(cost_of(job.spec.limits, training));
  json["counts"] = counts_json(view.summary.totals);
  if (!job.places.empty()) json["places"] = places_json(job.places);
  json["best"] = best_json(view);
  return json;
}

std::string json_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tuner
