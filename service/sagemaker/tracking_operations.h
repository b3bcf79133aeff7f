// The operations of the tracking view by name, and the one place where their errors become faults of the API.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string_view>

#include "service/sagemaker/tracking_context.h"

namespace tuner::sagemaker {

struct TrackingOperation {
  std::string_view name;
  Result<nlohmann::json> (*run)(const TrackingContext& context, const nlohmann::json& input);
};

// "CreateExperiment", …, "BatchGetMetrics".
std::span<const TrackingOperation> tracking_operations();

// nullptr: no operation of this name is of the tracking view.
const TrackingOperation* find_tracking_operation(std::string_view name);

// Runs it. Unknown things are ResourceNotFound, what is in the way is a ValidationException, a busy database ServiceUnavailable.
Reply<nlohmann::json> call(const TrackingOperation& operation,
                           const TrackingContext& context,
                           const nlohmann::json& input);

}  // namespace tuner::sagemaker
