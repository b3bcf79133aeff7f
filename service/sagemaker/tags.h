// The operations on tags, of whatever has an ARN. Inputs have been validated against the shapes.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>

#include "service/sagemaker/tracking_context.h"
#include "tuner/experiment_store.h"

namespace tuner::sagemaker {

inline constexpr std::size_t kMostTags = 50;  // of one resource

// The key of a resource's tags: tags_of() for records of the tracking view, "training-job/<name>" and the like for the others.
// `kind` as in an ARN, the name in any case.
std::string tags_key(std::string_view kind, std::string_view name);

// The tags in the request of a tuning job, which each of its training jobs begins with.
Result<Tags> handed_down_tags(const JobRecord& job);
// The tags of a resource that began with `handed_down`: these until its own are changed for the first time.
Result<Tags> tags_of_resource(const TrackingStore& store,
                              const std::string& resource,
                              Tags handed_down);

// Those of a job, whatever its kind, whose name is free again, and of these of its trials.
Result<void> forget_job_tags(TrackingStore& store,
                             const std::string& job,
                             std::span<const Trial> trials = {});

// kInvalidArgument: a text that is no ARN, a record of the tracking view that is not there, a reserved key. kFailedPrecondition:
// the resource would have more than kMostTags. Whether another resource exists is not looked at.
Result<nlohmann::json> add_tags(const TrackingContext& context, const nlohmann::json& input);
Result<nlohmann::json> delete_tags(const TrackingContext& context, const nlohmann::json& input);
Result<nlohmann::json> list_tags(const TrackingContext& context, const nlohmann::json& input);

}  // namespace tuner::sagemaker
