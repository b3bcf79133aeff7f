// The records of the tracking view for Search: experiments, trials and trial components, with tags, parents and metrics.
#pragma once

#include <vector>

#include "service/sagemaker/search.h"
#include "service/sagemaker/tracking_context.h"

namespace tuner::sagemaker {

// For "Experiment", "ExperimentTrial" and "ExperimentTrialComponent". They refer to `context`, which must outlive them.
std::vector<SearchSource> tracking_sources(const TrackingContext& context);

}  // namespace tuner::sagemaker
