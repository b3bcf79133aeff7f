#include "tuner/store/record_json.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "tuner/store/json_fields.h"

namespace tuner {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::pair<ComponentStatus, std::string_view>, 5> kStatusNames{
    {{ComponentStatus::kInProgress, "in progress"},
     {ComponentStatus::kCompleted, "completed"},
     {ComponentStatus::kFailed, "failed"},
     {ComponentStatus::kStopping, "stopping"},
     {ComponentStatus::kStopped, "stopped"}}};

std::string_view name_of_status(ComponentStatus status) {
  for (const auto& [each, name] : kStatusNames) {
    if (each == status) return name;
  }
  return {};
}

std::optional<ComponentStatus> status_from(std::string_view name) {
  for (const auto& [each, known] : kStatusNames) {
    if (known == name) return each;
  }
  return std::nullopt;
}

Json value_json(const std::string& text) { return text_to_json(text); }
Json value_json(const TrackingRecord::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return {{"text", text_to_json(*text)}};
  return {{"number", real_to_json(std::get<double>(value))}};
}
Json value_json(const RecordArtifact& artifact) {
  return {{"media_type", text_to_json(artifact.media_type)},
          {"value", text_to_json(artifact.value)}};
}

// Pairs, since a key need not be UTF-8.
template <class Value>
Json pairs_json(const std::map<std::string, Value>& map) {
  Json list = Json::array();
  for (const auto& [key, value] : map) {
    list.push_back(Json::array({text_to_json(key), value_json(value)}));
  }
  return list;
}

bool read_value(const Json& json, std::string& value) {
  std::optional<std::string> text = text_from_json(json);
  if (text) value = *std::move(text);
  return text.has_value();
}
bool read_value(const Json& json, TrackingRecord::Value& value) {
  JsonFields fields(json);
  if (fields.has("text")) {
    value = fields.text("text");
  } else {
    value = fields.real("number");
  }
  return fields.problem().empty();
}
bool read_value(const Json& json, RecordArtifact& artifact) {
  JsonFields fields(json);
  artifact = {.media_type = fields.text("media_type"), .value = fields.text("value")};
  return fields.problem().empty();
}

template <class Value>
void read_pairs(JsonFields& fields, const char* name, std::map<std::string, Value>& map) {
  const Json& list = fields.member(name);
  if (!list.is_array()) return fields.note(name);
  for (const Json& pair : list) {
    std::string key;
    Value value;
    if (!pair.is_array() || pair.size() != 2 || !read_value(pair[0], key) ||
        !read_value(pair[1], value)) {
      return fields.note(name);
    }
    map.emplace(std::move(key), std::move(value));
  }
}

std::optional<TimePoint> read_time(JsonFields& fields, const char* name) {
  const auto time = fields.optional_integer<std::int64_t>(name);
  if (!time) return std::nullopt;
  return TimePoint(std::chrono::milliseconds(*time));
}

void put_time(Json& json, const char* name, const std::optional<TimePoint>& time) {
  if (time) json[name] = time->time_since_epoch().count();
}

}  // namespace

std::string body_of(const TrackingRecord& record) {
  Json json{{"display_name", text_to_json(record.display_name)},
            {"source_type", text_to_json(record.source ? record.source->type : "")},
            {"properties", pairs_json(record.properties)},
            {"created_by", text_to_json(record.created_by)},
            {"modified_by", text_to_json(record.modified_by)},
            {"description", text_to_json(record.description)},
            {"status_message", text_to_json(record.status_message)},
            {"parameters", pairs_json(record.parameters)},
            {"inputs", pairs_json(record.inputs)},
            {"outputs", pairs_json(record.outputs)}};
  put_time(json, "modified", record.modified_at);
  put_time(json, "started", record.started_at);
  put_time(json, "ended", record.ended_at);
  if (record.status) json["status"] = name_of_status(*record.status);
  return json.dump();
}

Result<void> read_body(const std::string& text, TrackingRecord& record) {
  const Json json = Json::parse(text, nullptr, false);
  JsonFields fields(json);
  record.display_name = fields.text("display_name");
  if (record.source) record.source->type = fields.text("source_type");
  read_pairs(fields, "properties", record.properties);
  record.created_by = fields.text("created_by");
  record.modified_by = fields.text("modified_by");
  record.description = fields.text("description");
  record.status_message = fields.text("status_message");
  read_pairs(fields, "parameters", record.parameters);
  read_pairs(fields, "inputs", record.inputs);
  read_pairs(fields, "outputs", record.outputs);
  record.modified_at = read_time(fields, "modified").value_or(record.created_at);
  record.started_at = read_time(fields, "started");
  record.ended_at = read_time(fields, "ended");
  if (fields.has("status")) record.status = fields.name<ComponentStatus>("status", status_from);
  if (fields.problem().empty()) return {};
  return fail(ErrorCode::kInvalidArgument, "its member " + fields.problem());
}

}  // namespace tuner
