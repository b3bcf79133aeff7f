#include "service/sagemaker/tracking_search.h"

#include <array>
#include <nlohmann/json.hpp>

#include "service/sagemaker/record_json.h"

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;

#define TUNER_COMMON_PROPERTIES                                                                   \
  "DisplayName", "CreationTime", "LastModifiedTime", "CreatedBy", "CreatedBy.", "LastModifiedBy", \
      "LastModifiedBy.", "Source", "Source.SourceArn", "Source.SourceType", "Tags", "Tags."
constexpr auto kExperimentProperties = std::to_array<std::string_view>(
    {"ExperimentName", "ExperimentArn", "Description", TUNER_COMMON_PROPERTIES});
constexpr auto kTrialProperties = std::to_array<std::string_view>({"TrialName",
                                                                   "TrialArn",
                                                                   "ExperimentName",
                                                                   "MetadataProperties.",
                                                                   "TrialComponentSummaries",
                                                                   "TrialComponentSummaries.",
                                                                   TUNER_COMMON_PROPERTIES});
constexpr auto kComponentProperties = std::to_array<std::string_view>({"TrialComponentName",
                                                                       "TrialComponentArn",
                                                                       "Status",
                                                                       "Status.PrimaryStatus",
                                                                       "Status.Message",
                                                                       "StartTime",
                                                                       "EndTime",
                                                                       "Parameters.",
                                                                       "InputArtifacts.",
                                                                       "OutputArtifacts.",
                                                                       "MetadataProperties.",
                                                                       "Metrics",
                                                                       "Metrics.",
                                                                       "Parents",
                                                                       "Parents.ExperimentName",
                                                                       "Parents.TrialName",
                                                                       TUNER_COMMON_PROPERTIES});
constexpr auto kRecordDetails =
    std::to_array<std::string_view>({"Tags", "Metrics", "Parents", "TrialComponentSummaries"});

using Visit = TrackingView::Visit;

// The records that can match: by name, or by what holds them, where the expression requires one.
Result<void> visit_candidates(const TrackingView& view,
                              RecordKind kind,
                              const SearchExpression& expression,
                              const Visit& visit) {
  RecordQuery query{.kind = kind};
  if (const auto name = required_text(expression, std::string(api_name(kind)) + "Name")) {
    auto record = view.record(kind, *name);
    if (record) return visit(*std::move(record));
    if (record.error().code == ErrorCode::kNotFound) return {};
    return fail(record.error());
  }
  if (kind == RecordKind::kTrialGroup)
    query.experiment = required_text(expression, "ExperimentName").value_or("");
  if (kind == RecordKind::kTrialComponent) {
    query.group = required_text(expression, "Parents.TrialName").value_or("");
    if (query.group.empty()) {
      query.experiment = required_text(expression, "Parents.ExperimentName").value_or("");
    }
  }
  return view.visit(query, visit);
}

Result<Json> parents_of(const TrackingView& view, const std::string& component) {
  Json list = Json::array();
  const RecordQuery query{.kind = RecordKind::kTrialGroup, .component = component};
  TUNER_RETURN_IF_ERROR(view.visit(query, [&](const TrackingRecord& group) -> Result<void> {
    list.push_back({{"TrialName", group.name}, {"ExperimentName", group.experiment}});
    return {};
  }));
  return list;
}

Result<Json> components_in(const TrackingContext& context, const std::string& group) {
  Json list = Json::array();
  const RecordQuery query{.kind = RecordKind::kTrialComponent, .group = group};
  const Visit add = [&](const TrackingRecord& component) -> Result<void> {
    const Json summary = summary_of(context.caller, component);
    Json& item = list.emplace_back(Json::object());
    for (const char* member : {"TrialComponentName",
                               "TrialComponentArn",
                               "TrialComponentSource",
                               "CreationTime",
                               "CreatedBy"}) {
      if (summary.contains(member)) item[member] = summary[member];
    }
    return {};
  };
  TUNER_RETURN_IF_ERROR(context.view().visit(query, add));
  return list;
}

Result<void> add_details(const TrackingContext& context, RecordKind kind, Json& record) {
  const std::string name = record.at(std::string(api_name(kind)) + "Name").get<std::string>();
  TUNER_ASSIGN_OR_RETURN(const Tags tags, context.tracking.tags(tags_of(kind, name)));
  if (!tags.empty()) record["Tags"] = tags_json(tags);
  if (kind == RecordKind::kTrialGroup) {
    TUNER_ASSIGN_OR_RETURN(record["TrialComponentSummaries"], components_in(context, name));
  }
  if (kind != RecordKind::kTrialComponent) return {};
  TUNER_ASSIGN_OR_RETURN(const TrackingRecord component, context.view().record(kind, name));
  TUNER_ASSIGN_OR_RETURN(record["Metrics"], metrics_of(context, component));
  TUNER_ASSIGN_OR_RETURN(Json parents, parents_of(context.view(), name));
  if (!parents.empty()) record["Parents"] = std::move(parents);
  return {};
}

Result<void> complete(const TrackingContext& context, RecordKind kind, Json& record) {
  const Result<void> added = add_details(context, kind, record);
  if (!added && added.error().code == ErrorCode::kNotFound) return {};  // deleted meanwhile
  return added;
}

SearchSource source_of(const TrackingContext& context,
                       RecordKind kind,
                       std::string_view resource,
                       std::string_view name,
                       std::span<const std::string_view> properties) {
  return {
      .resource = resource,
      .member = api_name(kind),
      .name = name,
      .properties = properties,
      .details = kRecordDetails,
      .visit_records =
          [&context, kind](const SearchExpression& expression, const SearchSource::Visit& visit) {
            return visit_candidates(
                context.view(), kind, expression, [&](const TrackingRecord& record) {
                  return visit(description_of(context.caller, record));
                });
          },
      .complete = [&context, kind](Json& record) { return complete(context, kind, record); }};
}

}  // namespace

std::vector<SearchSource> tracking_sources(const TrackingContext& context) {
  return {
      source_of(
          context, RecordKind::kExperiment, "Experiment", "ExperimentName", kExperimentProperties),
      source_of(context, RecordKind::kTrialGroup, "ExperimentTrial", "TrialName", kTrialProperties),
      source_of(context,
                RecordKind::kTrialComponent,
                "ExperimentTrialComponent",
                "TrialComponentName",
                kComponentProperties)};
}

}  // namespace tuner::sagemaker
