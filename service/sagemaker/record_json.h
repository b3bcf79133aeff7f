// Records of the tracking view as the API writes them. Members that a record does not have are left out.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "service/sagemaker/tracking_context.h"

namespace tuner::sagemaker {

std::string arn_of(const Caller& caller, RecordKind kind, const std::string& name);

// What Describe answers; of a component without its metrics.
nlohmann::json description_of(const Caller& caller, const TrackingRecord& record);
// An item of ListExperiments, ListTrials or ListTrialComponents.
nlohmann::json summary_of(const Caller& caller, const TrackingRecord& record);

// Metrics of a component: those that its training printed and those that clients sent. Of the former there is no average.
Result<nlohmann::json> metrics_of(const TrackingContext& context, const TrackingRecord& component);

nlohmann::json tags_json(const Tags& tags);  // [{"Key": …, "Value": …}], by key

}  // namespace tuner::sagemaker
