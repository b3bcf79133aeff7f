#include "service/api/step_json.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "metrics/report_text.h"
#include "tuner/job/spec_json.h"
#include "tuner/store/event_json.h"

namespace tuner::api {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostTold = 200;  // of one event

double told_seconds(JobTime time) { return static_cast<double>(time.count()) / 1000.0; }

Json of_run(const char* type, TrialId trial, std::uint32_t attempt) {
  return {{"type", type}, {"trial", trial.number}, {"attempt", attempt}};
}

template <class Value>
Json value_or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

struct Telling {
  const TuningJobSpec& spec;

  Json operator()(const JobOpened&) const { return {{"type", "job_opened"}}; }
  Json operator()(const JobExtended& event) const {
    return {{"type", "job_extended"}, {"number", event.number}};
  }
  Json operator()(const RunStarted& event) const {
    Json json = of_run("run_started", event.trial, event.attempt);
    json["place"] = event.place;
    return json;
  }
  Json operator()(const MetricsSeen& event) const {
    Json json = of_run("metrics_seen", event.trial, event.attempt);
    json["count"] = event.points.size();
    json["points"] = Json::array();
    for (std::size_t i = 0; i < std::min(event.points.size(), kMostTold); ++i) {
      const MetricPoint& point = event.points[i];
      json["points"].push_back(
          {{"metric", point.name},
           {"step", point.step},
           {"value", std::isfinite(point.value) ? Json(point.value) : Json()}});
    }
    return json;
  }
  Json operator()(const RunEnded& event) const {
    Json json = of_run("run_ended", event.trial, event.attempt);
    json["end"] = run_end_name(event.status.end);
    json["exit_code"] = value_or_null(event.status.exit_code);
    json["reason"] = event.status.reason;
    json["place"] = event.status.place;
    json["seconds"] = told_seconds(event.status.ran_for);
    return json;
  }
  Json operator()(const SubmitFailed& event) const {
    Json json = of_run("submit_failed", event.trial, event.attempt);
    json["reason"] = event.reason;
    return json;
  }
  Json operator()(const StopRequested& event) const {
    return {{"type", "stop_requested"}, {"mode", stop_mode_name(event.mode)}};
  }
  Json operator()(const ConvergenceSeen& event) const {
    return {{"type", "convergence_seen"},
            {"results", event.results},
            {"bound", event.bound},
            {"tolerance", event.tolerance}};
  }
  Json operator()(const SlotsGranted& event) const {
    return {{"type", "slots_granted"}, {"count", event.count}};
  }

  Json operator()(const StartRun& action) const {
    Json json = of_run("start_run", action.trial, action.attempt);
    json["configuration"] = to_json(action.suggestion.configuration);
    json["budget"] = value_or_null(action.suggestion.budget);
    if (!spec.definitions.empty()) json["definition"] = spec.definition_name(action.suggestion);
    return json;
  }
  Json operator()(const StopRun& action) const {
    Json json = of_run("stop_run", action.trial, action.attempt);
    json["why"] = action.why;
    return json;
  }
  Json operator()(const EndJob& action) const {
    return {{"type", "end_job"}, {"status", name_of(action.status)}, {"why", action.why}};
  }
  Json operator()(const MarkPlace& action) const {
    return {{"type", "mark_place"},
            {"place", action.place},
            {"status", name_of(action.status)},
            {"until_seconds", told_seconds(action.until)},
            {"why", action.why}};
  }
};

template <class Told>
Json list_of(const std::vector<Told>& all, const TuningJobSpec& spec) {
  Json list = Json::array();
  for (const Told& each : all) list.push_back(std::visit(Telling{spec}, each));
  return list;
}

}  // namespace

Json step_json(const StepRecord& step, const TuningJobSpec& spec) {
  return {{"step", step.number},
          {"at", format_time_iso(step.wall)},
          {"job_seconds", told_seconds(step.now)},
          {"events", list_of(step.events, spec)},
          {"actions", list_of(step.actions, spec)}};
}

}  // namespace tuner::api
