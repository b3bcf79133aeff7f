// The two operations of the SageMaker Metrics service. What is wrong with one item is said in its place in the answer; the others
// are carried out. Inputs have been validated against the shapes.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "service/sagemaker/tracking_context.h"

namespace tuner::sagemaker {

// Points for one component. VALIDATION_ERROR: no such component, a time that is more than two weeks past or two hours ahead;
// CONFLICT_ERROR: the metric has another value at this step and moment. A point that is known already is no error.
Result<nlohmann::json> batch_put_metrics(const TrackingContext& context,
                                         const nlohmann::json& input);

// One statistic of a metric over periods of time or for every step, from Start to End inclusive, at most 10,000 values ("Truncated").
// ResourceArn is a trial component's or a training job's.
Result<nlohmann::json> batch_get_metrics(const TrackingContext& context,
                                         const nlohmann::json& input);

}  // namespace tuner::sagemaker
