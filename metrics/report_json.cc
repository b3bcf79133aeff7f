#include "metrics/report_json.h"

#include <nlohmann/json.hpp>

#include "metrics/report_text.h"
#include "tuner/job/best.h"
#include "tuner/job/spec_json.h"

namespace tuner {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json optional_json(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json time_json(const std::optional<TimePoint>& time) {
  return time ? Json(format_time_iso(*time)) : Json(nullptr);
}

double seconds(std::chrono::milliseconds time) {
  return static_cast<double>(time.count()) / 1000.0;
}

template <class Values, class Convert>
Json array_of(const Values& values, Convert convert) {
  Json array = Json::array();
  for (const auto& value : values) array.push_back(convert(value));
  return array;
}

// By metric: `aims` are objectives or constraints, `values` a trial's of them.
template <class Aim>
Json values_json(std::span<const Aim> aims, const std::vector<std::optional<double>>& values) {
  Json json = Json::object();
  for (std::size_t i = 0; i < aims.size(); ++i)
    json[aims[i].metric] = i < values.size() ? optional_json(values[i]) : Json(nullptr);
  return json;
}

Json objective_json(const Objective& objective) {
  return {{"metric", objective.metric},
          {"goal", objective.goal == Goal::kMinimize ? "minimize" : "maximize"}};
}

Json definition_json(const NamedDefinition& definition) {
  return {{"name", definition.name},
          {"objectives", array_of(definition.objectives, objective_json)}};
}

Json curve_json(const Curve& curve) {
  return array_of(curve, [](const CurvePoint& point) {
    return Json::array({point.x, point.value});
  });
}

Json configuration_json(const Configuration& configuration) { return Json(to_json(configuration)); }

Json best_json(const JobReport& job) {
  const Trial* const best = job.best_trial();
  return best == nullptr ? Json(nullptr) : trial_json(*best, job.record.spec);
}

Json counts_json(const JobReport& job) {
  Json counts = Json::object();
  for (const auto& [status, count] : job.counts) counts[std::string(name_of(status))] = count;
  return counts;
}

Json failures_json(const JobReport& job) {
  return array_of(job.failures, [](const FailureGroup& group) {
    return Json{{"failure", name_of(group.failure)},
                {"trials", group.count},
                {"first", group.example.number},
                {"reason", group.reason}};
  });
}

Json job_json(const JobReport& job) {
  const JobRecord& record = job.record;
  Json json = {{"name", record.spec.name.text},
               {"status", name_of(record.status)},
               {"reason", record.reason},
               {"objectives", array_of(record.spec.objectives, objective_json)},
               {"strategy", record.spec.strategy},
               {"seed", optional_json(record.spec.seed)},
               {"created_at", time_json(record.created_at)},
               {"ended_at", time_json(record.ended_at)},
               {"job_seconds", seconds(record.job_time)},
               {"training_seconds", seconds(job.training_time)},
               {"counts", counts_json(job)},
               {"failures", failures_json(job)},
               {"best", best_json(job)},
               {"best_by_trial", curve_json(job.best_by_trial)},
               {"best_by_seconds", curve_json(job.best_by_time)},
               {"trials", array_of(job.trials, [&](const Trial& trial) {
                  return trial_json(trial, job.record.spec);
                })}};
  if (job.has_constraints())
    json["constraints"] = array_of(record.spec.constraints, constraint_json);
  if (!record.spec.definitions.empty())
    json["definitions"] = array_of(record.spec.definitions, definition_json);
  const std::string prior = describe_prior(record.spec, record.prior);
  if (!prior.empty()) json["begins_with"] = prior;
  if (job.has_several_objectives())
    json["front"] = array_of(job.front, [](TrialId id) { return id.number; });
  return json;
}

Json comparison_json(const Report& report) {
  const Comparison& comparison = *report.comparison;
  const auto values = [](const auto& row) { return array_of(row, optional_json<double>); };
  const auto name = [&](std::size_t job) { return report.jobs[job].record.spec.name.text; };
  return {{"caveat", comparison.caveat},
          {"trial_counts", comparison.trial_counts},
          {"best_at", array_of(comparison.best_at, values)},
          {"target", optional_json(comparison.target)},
          {"trials_to_target", values(comparison.trials_to_target)},
          {"seconds_to_target", values(comparison.seconds_to_target)},
          {"tests", array_of(comparison.tests, [&](const PairTest& test) {
             return Json{{"first", name(test.first)},
                         {"second", name(test.second)},
                         {"better_share", test.better_share},
                         {"p", test.p},
                         {"meaning", test.meaning}};
           })}};
}

}  // namespace

Json constraint_json(const Constraint& constraint) {
  return {{"metric", constraint.metric},
          {"min", optional_json(constraint.min)},
          {"max", optional_json(constraint.max)}};
}

Json trial_json(const Trial& trial, const TuningJobSpec& spec) {
  const Aims aims = spec.definition_of(trial.suggestion).aims();
  const bool failed = trial.failure != FailureClass::kNone;
  Json json{{"trial", trial.id.number},
            {"name", trial.name},
            {"status", name_of(trial.status)},
            {"failure", failed ? Json(name_of(trial.failure)) : Json(nullptr)},
            {"objectives", values_json(aims.objectives, trial.objectives)},
            {"configuration", configuration_json(trial.suggestion.configuration)},
            {"attempts", trial.attempts},
            {"created_at", format_time_iso(trial.created_at)},
            {"started_at", time_json(trial.started_at)},
            {"ended_at", time_json(trial.ended_at)},
            {"seconds", seconds(trial.ran_for)},
            {"exit_code", optional_json(trial.exit_code)},
            {"reason", trial.reason}};
  if (!spec.definitions.empty()) json["definition"] = spec.definition_name(trial.suggestion);
  if (trial.suggestion.budget) json["budget"] = *trial.suggestion.budget;
  if (trial.suggestion.resume_from) json["continues"] = trial.suggestion.resume_from->number;
  if (aims.constraints.empty()) return json;
  json["constraints"] = values_json(aims.constraints, trial.constraints);
  const bool known = !losses_of(trial, aims).empty();
  json["keeps_constraints"] = known ? Json(keeps_constraints(trial, aims)) : Json(nullptr);
  return json;
}

Json metric_json(const MetricSummary& metric) {
  const bool has_moments = metric.finite.count > 0;
  return {{"metric", metric.name},
          {"count", metric.count},
          {"last", metric.last},
          {"min", metric.min},
          {"max", metric.max},
          {"mean", has_moments ? Json(metric.finite.mean) : Json(nullptr)},
          {"deviation", has_moments ? Json(metric.finite.deviation()) : Json(nullptr)}};
}

std::string to_json_text(const Report& report) {
  Json json{{"jobs", array_of(report.jobs, job_json)}};
  if (report.comparison) json["comparison"] = comparison_json(report);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tuner
