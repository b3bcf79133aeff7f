// What an operation of the tracking view is given besides its input.
#pragma once

#include "service/sagemaker/call.h"
#include "service/sagemaker/tracking_view.h"

namespace tuner::sagemaker {

struct TrackingContext {
  TrackingStore& tracking;
  const ExperimentReader& jobs;
  Caller caller;
  TimePoint now;

  TrackingView view() const { return {tracking, jobs}; }
};

}  // namespace tuner::sagemaker
