// The lists of the tracking view in pages: ListExperiments, ListTrials, ListTrialComponents.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "service/sagemaker/tracking_context.h"

namespace tuner::sagemaker {

// The page that `input` asks for (SortBy, SortOrder, CreatedAfter, CreatedBefore, MaxResults, NextToken) of the records of
// `query.kind` that are as `query` says, in the member "<Kind>Summaries". kInvalidArgument: a token that is not of this list.
Result<nlohmann::json> list_records(const TrackingContext& context,
                                    std::string_view operation,
                                    const nlohmann::json& input,
                                    RecordQuery query);

}  // namespace tuner::sagemaker
