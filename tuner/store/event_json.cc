#include "tuner/store/event_json.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "tuner/base/check.h"
#include "tuner/store/json_fields.h"
#include "tuner/store/suggestion_json.h"

namespace tuner {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::pair<RunPhase, std::string_view>, 3> kPhases{{
    {RunPhase::kQueued, "queued"},
    {RunPhase::kRunning, "running"},
    {RunPhase::kEnded, "ended"},
}};
constexpr std::array<std::pair<RunEnd, std::string_view>, 9> kEnds{{
    {RunEnd::kSucceeded, "succeeded"},
    {RunEnd::kStopped, "stopped"},
    {RunEnd::kTimeLimit, "time limit"},
    {RunEnd::kOutOfMemory, "out of memory"},
    {RunEnd::kUserError, "user error"},
    {RunEnd::kInfrastructure, "infrastructure"},
    {RunEnd::kPreempted, "preempted"},
    {RunEnd::kStartError, "start error"},
    {RunEnd::kLost, "lost"},
}};
constexpr std::array<std::pair<StopMode, std::string_view>, 2> kStopModes{{
    {StopMode::kDrain, "drain"},
    {StopMode::kStop, "stop"},
}};

template <class Enumeration, std::size_t N>
using Names = std::array<std::pair<Enumeration, std::string_view>, N>;

template <class Enumeration, std::size_t N>
std::string_view name_in(const Names<Enumeration, N>& names, Enumeration value) {
  for (const auto& [known, name] : names) {
    if (known == value) return name;
  }
  TUNER_CHECK(false, "an enumerator without a name");
}

template <class Enumeration, std::size_t N>
std::optional<Enumeration> find_in(const Names<Enumeration, N>& names, std::string_view text) {
  for (const auto& [known, name] : names) {
    if (name == text) return known;
  }
  return std::nullopt;
}

// ---- writing ------------------------------------------------------------------------------------

Json of_run(const char* type, TrialId trial, std::uint32_t attempt) {
  return {{"type", type}, {"trial", trial.number}, {"attempt", attempt}};
}

template <class T>
void put(Json& json, const char* key, const std::optional<T>& value) {
  if (value) json[key] = *value;
}

struct ToJson {
  PointRange range = {};

  Json operator()(const JobOpened& event) const {
    Json json{{"type", "job_opened"}};
    if (event.can_avoid_places) json["can_avoid_places"] = true;
    if (event.shares_slots) json["shares_slots"] = true;
    if (event.repeats) json["repeats"] = true;
    return json;
  }
  Json operator()(const JobExtended& event) const {
    return {{"type", "job_extended"}, {"number", event.number}};
  }
  Json operator()(const RunStarted& event) const {
    Json json = of_run("run_started", event.trial, event.attempt);
    json["place"] = text_to_json(event.place);
    return json;
  }
  Json operator()(const MetricsSeen& event) const {
    Json json = of_run("metrics_seen", event.trial, event.attempt);
    json["first"] = range.first;
    json["count"] = range.count;
    json["log_offset"] = event.log_offset;
    return json;
  }
  Json operator()(const RunEnded& event) const {
    Json json = of_run("run_ended", event.trial, event.attempt);
    const RunStatus& status = event.status;
    json["phase"] = name_in(kPhases, status.phase);
    json["end"] = run_end_name(status.end);
    put(json, "exit_code", status.exit_code);
    put(json, "signal", status.signal);
    json["reason"] = text_to_json(status.reason);
    if (status.said_by_training) json["said_by_training"] = true;
    json["place"] = text_to_json(status.place);
    json["ran_for"] = status.ran_for.count();
    json["log_tail"] = text_to_json(event.log_tail);
    json["metric_note"] = text_to_json(event.metric_note);
    if (!event.value_note.empty()) json["value_note"] = text_to_json(event.value_note);
    if (!event.evidence) return json;
    json["log_class"] = name_of(event.evidence->failure);
    json["log_line"] = text_to_json(event.evidence->line);
    return json;
  }
  Json operator()(const SubmitFailed& event) const {
    Json json = of_run("submit_failed", event.trial, event.attempt);
    json["reason"] = text_to_json(event.reason);
    return json;
  }
  Json operator()(const StopRequested& event) const {
    Json json{{"type", "stop_requested"},
              {"mode", name_in(kStopModes, event.mode)},
              {"command", event.command}};
    if (event.trial) json["trial"] = event.trial->number;
    return json;
  }
  Json operator()(const ConvergenceSeen& event) const {
    return {{"type", "convergence_seen"},
            {"results", event.results},
            {"bound", real_to_json(event.bound)},
            {"tolerance", real_to_json(event.tolerance)}};
  }
  Json operator()(const SlotsGranted& event) const {
    return {{"type", "slots_granted"}, {"count", event.count}};
  }

  Json operator()(const StartRun& action) const {
    Json json = of_run("start_run", action.trial, action.attempt);
    json["configuration"] = exact_json(action.suggestion.configuration);
    put(json, "budget", action.suggestion.budget);
    if (action.suggestion.resume_from) json["resume_from"] = action.suggestion.resume_from->number;
    if (action.suggestion.definition != 0) json["definition"] = action.suggestion.definition;
    json["not_before"] = action.not_before.count();
    return json;
  }
  Json operator()(const StopRun& action) const {
    Json json = of_run("stop_run", action.trial, action.attempt);
    json["why"] = text_to_json(action.why);
    return json;
  }
  Json operator()(const EndJob& action) const {
    return {
        {"type", "end_job"}, {"status", name_of(action.status)}, {"why", text_to_json(action.why)}};
  }
  Json operator()(const MarkPlace& action) const {
    return {{"type", "mark_place"},
            {"place", text_to_json(action.place)},
            {"status", name_of(action.status)},
            {"until", action.until.count()},
            {"why", text_to_json(action.why)}};
  }
};

// ---- reading ------------------------------------------------------------------------------------

std::chrono::milliseconds duration(JsonFields& fields, const char* key) {
  return std::chrono::milliseconds(fields.integer<std::int64_t>(key));
}

RunStatus read_status(JsonFields& fields) {
  const auto phase_from = [](std::string_view name) { return find_in(kPhases, name); };
  const auto end_from = [](std::string_view name) { return find_in(kEnds, name); };
  return {.phase = fields.name<RunPhase>("phase", phase_from),
          .end = fields.name<RunEnd>("end", end_from),
          .exit_code = fields.optional_integer<int>("exit_code"),
          .signal = fields.optional_integer<int>("signal"),
          .reason = fields.text("reason"),
          .said_by_training = fields.has("said_by_training"),
          .place = fields.text("place"),
          .ran_for = duration(fields, "ran_for")};
}

std::optional<LogEvidence> read_evidence(JsonFields& fields) {
  if (!fields.has("log_class")) return std::nullopt;
  return LogEvidence{fields.name<FailureClass>("log_class", failure_class_from),
                     fields.text("log_line")};
}

Suggestion read_suggestion(JsonFields& fields) {
  Suggestion suggestion;
  auto configuration = configuration_from_exact_json(fields.member("configuration"));
  if (!configuration) fields.note("configuration");
  suggestion.configuration = std::move(configuration).value_or(Configuration{});
  suggestion.budget = fields.optional_integer<std::int64_t>("budget");
  const auto resume_from = fields.optional_integer<std::uint32_t>("resume_from");
  if (resume_from) suggestion.resume_from = TrialId{*resume_from};
  suggestion.definition = fields.optional_integer<std::size_t>("definition").value_or(0);
  return suggestion;
}

LoggedEvent read_event(JsonFields& fields) {
  const std::string type = fields.text("type");
  if (type == "job_opened")
    return {JobOpened{
        fields.has("can_avoid_places"), fields.has("shares_slots"), fields.has("repeats")}};
  if (type == "slots_granted") return {SlotsGranted{fields.integer<std::uint32_t>("count")}};
  if (type == "job_extended") return {JobExtended{fields.integer<std::uint32_t>("number")}};
  if (type == "stop_requested") {
    StopRequested stop{fields.name<StopMode>("mode", stop_mode_from),
                       fields.integer<std::int64_t>("command")};
    if (const auto trial = fields.optional_integer<std::uint32_t>("trial"))
      stop.trial = TrialId{*trial};
    return {stop};
  }
  if (type == "convergence_seen") {
    return {ConvergenceSeen{
        fields.integer<std::uint32_t>("results"), fields.real("bound"), fields.real("tolerance")}};
  }
  const TrialId trial = fields.trial("trial");
  const auto attempt = fields.integer<std::uint32_t>("attempt");
  if (type == "run_started") return {RunStarted{trial, attempt, fields.text("place")}};
  if (type == "submit_failed") return {SubmitFailed{trial, attempt, fields.text("reason")}};
  if (type == "run_ended") {
    return {RunEnded{trial,
                     attempt,
                     read_status(fields),
                     fields.text("log_tail"),
                     fields.text("metric_note"),
                     read_evidence(fields),
                     fields.has("value_note") ? fields.text("value_note") : std::string()}};
  }
  if (type == "metrics_seen") {
    const auto log_offset = fields.integer<std::uint64_t>("log_offset");
    return {MetricsSeen{trial, attempt, {}, log_offset},
            {fields.integer<std::uint64_t>("first"), fields.integer<std::uint64_t>("count")}};
  }
  fields.note("type");
  return {};
}

Action read_action(JsonFields& fields) {
  const std::string type = fields.text("type");
  if (type == "end_job") {
    return EndJob{fields.name<JobStatus>("status", job_status_from), fields.text("why")};
  }
  if (type == "mark_place") {
    return MarkPlace{fields.text("place"),
                     fields.name<PlaceStatus>("status", place_status_from),
                     duration(fields, "until"),
                     fields.text("why")};
  }
  const TrialId trial = fields.trial("trial");
  const auto attempt = fields.integer<std::uint32_t>("attempt");
  if (type == "stop_run") return StopRun{trial, attempt, fields.text("why")};
  if (type == "start_run") {
    return StartRun{trial, attempt, read_suggestion(fields), duration(fields, "not_before")};
  }
  fields.note("type");
  return EndJob{};
}

template <class T>
Result<std::vector<T>> read_list(std::string_view text, T (*read)(JsonFields&)) {
  const Json list = Json::parse(text, nullptr, false);
  if (!list.is_array()) return fail(ErrorCode::kInternal, "is not a JSON array");
  std::vector<T> values;
  for (const Json& element : list) {
    JsonFields fields(element);
    values.push_back(read(fields));
    if (!fields.problem().empty()) {
      return fail(
          ErrorCode::kInternal,
          "entry " + std::to_string(values.size()) + " has no legal \"" + fields.problem() + "\"");
    }
  }
  return values;
}

}  // namespace

std::string events_to_text(std::span<const Event> events, std::span<const PointRange> ranges) {
  TUNER_CHECK(events.size() == ranges.size(), "one range an event");
  Json list = Json::array();
  for (std::size_t i = 0; i < events.size(); ++i) {
    list.push_back(std::visit(ToJson{ranges[i]}, events[i]));
  }
  return dump(list);
}

std::string actions_to_text(std::span<const Action> actions) {
  Json list = Json::array();
  for (const Action& action : actions) list.push_back(std::visit(ToJson{}, action));
  return dump(list);
}

Result<std::vector<LoggedEvent>> events_from_text(std::string_view text) {
  return read_list<LoggedEvent>(text, read_event);
}

Result<std::vector<Action>> actions_from_text(std::string_view text) {
  return read_list<Action>(text, read_action);
}

std::string_view run_end_name(RunEnd end) { return name_in(kEnds, end); }

std::string_view stop_mode_name(StopMode mode) { return name_in(kStopModes, mode); }

std::optional<StopMode> stop_mode_from(std::string_view name) { return find_in(kStopModes, name); }

}  // namespace tuner
