// The records of tuning jobs and training jobs for Search.
#pragma once

#include <vector>

#include "service/sagemaker/search.h"
#include "service/sagemaker/site.h"

namespace tuner::sagemaker {

// For "HyperParameterTuningJob" and "TrainingJob". They refer to `site` and `caller`, which must outlive them.
std::vector<SearchSource> job_sources(const Site& site, const Caller& caller);

// The operation Search, over these and the records of the tracking view.
Operation search_all;
// GetSearchSuggestions, over the same.
Operation suggest_properties;

}  // namespace tuner::sagemaker
