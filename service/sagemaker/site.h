// What the operations of the API work on: one home, and what runs in it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "service/catalogue.h"
#include "service/job_manager.h"
#include "service/sagemaker/call.h"
#include "service/sagemaker/tracking_context.h"
#include "tuner/base/clock.h"
#include "tuner/experiment_store.h"
#include "tuner/store/home.h"
#include "tuner/tracking_store.h"

namespace tuner::sagemaker {

// Everything outlives the calls, and may be used from several threads.
struct Site {
  const Home& home;
  ExperimentStore& store;
  TrackingStore& tracking;
  JobManager& jobs;
  const Catalogue& catalogue;
  const Clock& clock;
  bool strict_limits;  // those of account_limits.h hold
};

// What the operations of the tracking view are given. The site outlives it.
TrackingContext context_of(const Site& site, const Caller& caller);

// An operation: from its input, which has been checked against its shape, and whose call it is, to its answer.
using Operation = Reply<nlohmann::json>(Site& site,
                                        const nlohmann::json& input,
                                        const Caller& caller);

// What an error of ours is to a client: a fault of the server that goes away (503), one that does not (500), or of the request.
Fault fault_of(const Error& error);

}  // namespace tuner::sagemaker
