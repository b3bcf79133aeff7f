#include "service/sagemaker/tags.h"

#include <nlohmann/json.hpp>

#include "service/sagemaker/arn.h"
#include "service/sagemaker/paging.h"
#include "service/sagemaker/record_input.h"
#include "service/sagemaker/record_json.h"
#include "tuner/base/text.h"

namespace tuner::sagemaker {
namespace {

using Json = nlohmann::json;

std::optional<RecordKind> record_kind(std::string_view kind) {
  if (kind == kExperiment) return RecordKind::kExperiment;
  if (kind == kTrialGroup) return RecordKind::kTrialGroup;
  if (kind == kTrialComponent) return RecordKind::kTrialComponent;
  return std::nullopt;
}

// Beside the tags of a resource that are its own: what it began with is among them. No client can give this key.
constexpr const char* kOwn = "";

struct Resource {
  std::string key;        // of its tags
  Tags handed_down = {};  // see tags_of_resource()
};

// What `input` names, which exists as far as that is known here.
Result<Resource> resource_in(const TrackingContext& context, const Json& input) {
  const std::string text = input.at("ResourceArn").get<std::string>();
  const auto arn = parse_arn(text);
  if (!arn) return fail(ErrorCode::kInvalidArgument, text + " is not the ARN of a resource.");
  if (const auto kind = record_kind(arn->kind)) {
    const auto found = context.view().record(*kind, arn->name);
    if (!found && found.error().code != ErrorCode::kNotFound) return fail(found.error());
    if (!found) return fail(ErrorCode::kInvalidArgument, found.error().message);
  }
  Resource resource{tags_key(arn->kind, arn->name)};
  if (arn->kind != kTrainingJob) return resource;
  const auto job = context.view().automatic().tuning_job_of(arn->name);
  if (!job && job.error().code != ErrorCode::kNotFound) return fail(job.error());
  if (!job) return resource;
  TUNER_ASSIGN_OR_RETURN(resource.handed_down, handed_down_tags(*job));
  return resource;
}

// From now on what it began with is its own.
Result<void> make_own(TrackingStore& store, const Resource& resource) {
  if (resource.handed_down.empty()) return {};
  TUNER_ASSIGN_OR_RETURN(Tags tags, store.tags(resource.key));
  if (tags.contains(kOwn)) return {};
  tags.insert(resource.handed_down.begin(), resource.handed_down.end());
  tags[kOwn];
  TUNER_RETURN_IF_ERROR(store.put_tags(resource.key, tags, kMostTags + 1));
  return {};
}

// All tags of the resource of this key.
Result<void> forget(TrackingStore& store, const std::string& resource) {
  TUNER_ASSIGN_OR_RETURN(const Tags tags, store.tags(resource));
  if (tags.empty()) return {};
  std::vector<std::string> keys;
  for (const auto& [key, value] : tags) keys.push_back(key);
  return store.delete_tags(resource, keys);
}

}  // namespace

std::string tags_key(std::string_view kind, std::string_view name) {
  if (const auto record = record_kind(kind)) return tags_of(*record, name);
  return std::string(kind) + "/" + lower_case(name);
}

Result<void> forget_job_tags(TrackingStore& store,
                             const std::string& job,
                             std::span<const Trial> trials) {
  TUNER_RETURN_IF_ERROR(forget(store, tags_key(kTuningJob, job)));
  TUNER_RETURN_IF_ERROR(forget(store, tags_key(kTrainingJob, job)));
  for (const Trial& trial : trials)
    TUNER_RETURN_IF_ERROR(forget(store, tags_key(kTrainingJob, trial.name)));
  return {};
}

Result<Tags> handed_down_tags(const JobRecord& job) {
  if (!job.submission || job.spec.is_single_training()) return Tags{};
  const auto request = Json::parse(job.submission->request, nullptr, false);
  return request.is_object() ? tags_from(request) : Tags{};
}

Result<Tags> tags_of_resource(const TrackingStore& store,
                              const std::string& resource,
                              Tags handed_down) {
  TUNER_ASSIGN_OR_RETURN(Tags tags, store.tags(resource));
  if (tags.erase(kOwn) == 0) tags.merge(handed_down);
  return tags;
}

Result<nlohmann::json> add_tags(const TrackingContext& context, const nlohmann::json& input) {
  TUNER_ASSIGN_OR_RETURN(const Tags tags, tags_from(input));
  TUNER_ASSIGN_OR_RETURN(const Resource resource, resource_in(context, input));
  TUNER_RETURN_IF_ERROR(make_own(context.tracking, resource));
  const std::size_t most = kMostTags + (resource.handed_down.empty() ? 0 : 1);
  auto all = context.tracking.put_tags(resource.key, tags, most);
  if (!all && all.error().code == ErrorCode::kFailedPrecondition) {
    return fail(ErrorCode::kFailedPrecondition,
                "A resource can have at most " + std::to_string(kMostTags) + " tags.");
  }
  if (!all) return fail(all.error());
  all->erase(kOwn);
  return Json{{"Tags", tags_json(*all)}};
}

Result<nlohmann::json> delete_tags(const TrackingContext& context, const nlohmann::json& input) {
  TUNER_ASSIGN_OR_RETURN(const Resource resource, resource_in(context, input));
  const auto keys = input.at("TagKeys").get<std::vector<std::string>>();
  TUNER_RETURN_IF_ERROR(make_own(context.tracking, resource));
  TUNER_RETURN_IF_ERROR(context.tracking.delete_tags(resource.key, keys));
  return Json::object();
}

Result<nlohmann::json> list_tags(const TrackingContext& context, const nlohmann::json& input) {
  TUNER_ASSIGN_OR_RETURN(Resource resource, resource_in(context, input));
  auto request = read_page_request("ListTags", input, false);
  if (!request) return fail(ErrorCode::kInvalidArgument, request.error().message);
  if (!input.contains("MaxResults")) request->size = kMostTags;
  TUNER_ASSIGN_OR_RETURN(
      const Tags tags,
      tags_of_resource(context.tracking, resource.key, std::move(resource.handed_down)));
  std::vector<std::pair<Position, Json>> items;
  for (const auto& [key, value] : tags) {
    items.emplace_back(Position{key, key}, Json{{"Key", key}, {"Value", value}});
  }
  Page<Json> page = page_of(std::move(items), *request);
  Json answer{{"Tags", std::move(page.items)}};
  if (page.next_token) answer["NextToken"] = *page.next_token;
  return answer;
}

}  // namespace tuner::sagemaker
