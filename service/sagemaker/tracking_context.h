// What an operation of the tracking view is given besides its input.
#pragma once

#include <filesystem>

#include "service/sagemaker/call.h"
#include "service/sagemaker/tracking_view.h"

namespace tuner::sagemaker {

struct TrackingContext {
  TrackingStore& tracking;
  const ExperimentReader& jobs;
  Caller caller;
  TimePoint now;
  std::filesystem::path jobs_folder = {};  // of the home; empty: there are no models
  IsStopping is_stopping = {};

  TrackingView view() const { return {tracking, jobs, jobs_folder, is_stopping}; }
};

}  // namespace tuner::sagemaker
