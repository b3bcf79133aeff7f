// When things happened to a trial that only the job's log of steps knows. Not more of the log is read than follows the trial's
// creation, and that only where something has to be looked for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "tuner/experiment_store.h"

namespace tuner::sagemaker {

// When each attempt began to execute; of one that never did nothing.
Result<std::map<std::uint32_t, TimePoint>> attempt_starts(const ExperimentReader& jobs,
                                                          const JobName& job,
                                                          const Trial& trial);

// When the trial or its job was last asked to stop; nullopt: it was not, or that is not in the log as yet.
Result<std::optional<TimePoint>> asked_to_stop_at(const ExperimentReader& jobs,
                                                  const JobName& job,
                                                  const Trial& trial);

}  // namespace tuner::sagemaker
