#include "service/sagemaker/record_input.h"

#include <nlohmann/json.hpp>

#include "service/sagemaker/times.h"

namespace tuner::sagemaker {

std::optional<std::string> text_of(const nlohmann::json& input, const char* member) {
  const auto found = input.find(member);
  if (found == input.end()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<TimePoint> time_of(const nlohmann::json& input, const char* member) {
  const auto found = input.find(member);
  if (found == input.end()) return std::nullopt;
  return time_from_epoch(found->get<double>());
}

std::string component_name_in(const nlohmann::json& input) {
  return input.at("TrialComponentName").get<std::string>();
}

TrackingRecord new_record(const TrackingContext& context,
                          RecordKind kind,
                          const nlohmann::json& input) {
  const std::string member = std::string(api_name(kind)) + "Name";
  TrackingRecord record{.kind = kind, .name = input.at(member).get<std::string>()};
  record.display_name = text_of(input, "DisplayName").value_or("");
  record.properties = input.value("MetadataProperties", std::map<std::string, std::string>{});
  record.created_at = context.now;
  record.created_by = context.caller.key_id;
  touch(record, context);
  return record;
}

void touch(TrackingRecord& record, const TrackingContext& context) {
  record.modified_at = context.now;
  record.modified_by = context.caller.key_id;
}

Result<Tags> tags_from(const nlohmann::json& input) {
  Tags tags;
  for (const auto& tag : input.value("Tags", nlohmann::json::array())) {
    const std::string key = tag.at("Key").get<std::string>();
    if (record_key(key).starts_with("aws:")) {
      return fail(ErrorCode::kInvalidArgument,
                  "Tag keys that start with 'aws:' are reserved: '" + key + "'.");
    }
    if (!tags.emplace(key, tag.at("Value").get<std::string>()).second) {
      return fail(ErrorCode::kInvalidArgument, "The tag key '" + key + "' is given twice.");
    }
  }
  return tags;
}

}  // namespace tuner::sagemaker
