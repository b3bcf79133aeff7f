// One query of BatchGetMetrics: a metric's points in buckets of time or steps, and one statistic of each.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "service/sagemaker/tracking_context.h"

namespace tuner::sagemaker {

// A MetricQueryResult. "ValidationError": no such resource, or a period that does not fit the axis.
nlohmann::json answer_to(const TrackingContext& context, const nlohmann::json& query);

}  // namespace tuner::sagemaker
