#include "service/sagemaker/record_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "service/sagemaker/arn.h"
#include "service/sagemaker/times.h"

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;

std::string_view arn_kind(RecordKind kind) {
  switch (kind) {
    case RecordKind::kExperiment:
      return kExperiment;
    case RecordKind::kTrialGroup:
      return kTrialGroup;
    case RecordKind::kTrialComponent:
      break;
  }
  return kTrialComponent;
}

const char* name_of(ComponentStatus status) {
  switch (status) {
    case ComponentStatus::kInProgress:
      return "InProgress";
    case ComponentStatus::kCompleted:
      return "Completed";
    case ComponentStatus::kFailed:
      return "Failed";
    case ComponentStatus::kStopping:
      return "Stopping";
    case ComponentStatus::kStopped:
      break;
  }
  return "Stopped";
}

Json source_json(const Caller& caller, const RecordSource& source) {
  const std::size_t slash = source.resource.find('/');
  Json json{{"SourceArn",
             sagemaker::arn_of(
                 caller, source.resource.substr(0, slash), source.resource.substr(slash + 1))}};
  if (!source.type.empty()) json["SourceType"] = source.type;
  return json;
}

Json user_json(const Caller& caller, const std::string& key) {
  const std::string arn = "arn:" + caller.partition + ":iam::" + caller.account + ":user/" + key;
  return {{"IamIdentity", {{"Arn", arn}, {"PrincipalId", key}}}};
}

void put_user(Json& json, const char* member, const Caller& caller, const std::string& key) {
  if (!key.empty()) json[member] = user_json(caller, key);
}

void put_time(Json& json, const char* member, const std::optional<TimePoint>& time) {
  if (time) json[member] = epoch_seconds(*time);
}

void put_finite(Json& json, const char* member, double value) {
  if (std::isfinite(value)) json[member] = value;
}

void put_moments(Json& json, const RunningMoments& values) {
  put_finite(json, "Avg", values.mean);
  put_finite(json, "StdDev", values.deviation());
}

// Name, ARN, display name and times: "ExperimentName", "ExperimentArn", …
Json head_of(const Caller& caller, const TrackingRecord& record) {
  const std::string kind(api_name(record.kind));
  return {{kind + "Name", record.name},
          {kind + "Arn", arn_of(caller, record.kind, record.name)},
          {"DisplayName", record.display_name.empty() ? record.name : record.display_name},
          {"CreationTime", epoch_seconds(record.created_at)},
          {"LastModifiedTime", epoch_seconds(record.modified_at)}};
}

void put_progress(Json& json, const TrackingRecord& record) {
  Json status = Json::object();
  if (record.status) status["PrimaryStatus"] = name_of(*record.status);
  if (!record.status_message.empty()) status["Message"] = record.status_message;
  if (!status.empty()) json["Status"] = std::move(status);
  put_time(json, "StartTime", record.started_at);
  put_time(json, "EndTime", record.ended_at);
}

Json artifacts_json(const std::map<std::string, RecordArtifact>& artifacts) {
  Json json = Json::object();
  for (const auto& [name, artifact] : artifacts) {
    json[name] = {{"Value", artifact.value}};
    if (!artifact.media_type.empty()) json[name]["MediaType"] = artifact.media_type;
  }
  return json;
}

Json parameters_json(const std::map<std::string, TrackingRecord::Value>& parameters) {
  Json json = Json::object();
  for (const auto& [name, value] : parameters) {
    if (const auto* number = std::get_if<double>(&value)) {
      json[name] = {{"NumberValue", *number}};
    } else {
      json[name] = {{"StringValue", std::get<std::string>(value)}};
    }
  }
  return json;
}

}  // namespace

std::string arn_of(const Caller& caller, RecordKind kind, const std::string& name) {
  return sagemaker::arn_of(caller, arn_kind(kind), name);
}

nlohmann::json description_of(const Caller& caller, const TrackingRecord& record) {
  Json json = head_of(caller, record);
  put_user(json, "CreatedBy", caller, record.created_by);
  put_user(json, "LastModifiedBy", caller, record.modified_by);
  if (record.source) json["Source"] = source_json(caller, *record.source);
  if (!record.properties.empty()) json["MetadataProperties"] = record.properties;
  if (!record.description.empty()) json["Description"] = record.description;
  if (record.kind == RecordKind::kTrialGroup) json["ExperimentName"] = record.experiment;
  if (record.kind != RecordKind::kTrialComponent) return json;
  put_progress(json, record);
  json["Parameters"] = parameters_json(record.parameters);
  json["InputArtifacts"] = artifacts_json(record.inputs);
  json["OutputArtifacts"] = artifacts_json(record.outputs);
  return json;
}

nlohmann::json summary_of(const Caller& caller, const TrackingRecord& record) {
  Json json = head_of(caller, record);
  if (record.source) {
    json[std::string(api_name(record.kind)) + "Source"] = source_json(caller, *record.source);
  }
  if (record.kind != RecordKind::kTrialComponent) return json;
  put_user(json, "CreatedBy", caller, record.created_by);
  put_user(json, "LastModifiedBy", caller, record.modified_by);
  put_progress(json, record);
  return json;
}

Result<nlohmann::json> metrics_of(const TrackingContext& context, const TrackingRecord& component) {
  Json list = Json::array();
  const TrackingView view = context.view();
  if (component.source) {
    const auto printed = view.automatic().metric_summaries(component.name);
    if (!printed && printed.error().code != ErrorCode::kNotFound) return fail(printed.error());
    const Json source = source_json(context.caller, *component.source);
    for (const MetricSummary& metric : printed ? *printed : std::vector<MetricSummary>{}) {
      Json json{{"MetricName", metric.name},
                {"SourceArn", source["SourceArn"]},
                {"TimeStamp", epoch_seconds(component.modified_at)},
                {"Count", metric.count}};
      put_finite(json, "Min", metric.min);
      put_finite(json, "Max", metric.max);
      put_finite(json, "Last", metric.last);
      if (metric.finite.count > 0) put_moments(json, metric.finite);
      list.push_back(std::move(json));
    }
  }
  TUNER_ASSIGN_OR_RETURN(const auto sent, view.statistics(component.name));
  for (const ClientStatistics& metric : sent) {
    Json json{{"MetricName", metric.metric},
              {"SourceArn", arn_of(context.caller, component.kind, component.name)},
              {"TimeStamp", epoch_seconds(metric.last_at)},
              {"Count", metric.values.count},
              {"Min", metric.min},
              {"Max", metric.max},
              {"Last", metric.last}};
    put_moments(json, metric.values);
    list.push_back(std::move(json));
  }
  return list;
}

nlohmann::json tags_json(const Tags& tags) {
  Json list = Json::array();
  for (const auto& [key, value] : tags) list.push_back({{"Key", key}, {"Value", value}});
  return list;
}

}  // namespace tuner::sagemaker
