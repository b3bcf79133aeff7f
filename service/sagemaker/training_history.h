// What happened to a trial, and when, as far as its row does not say: attempts before the last one, and stops. The job's log of
// steps knows. Not more of it is read than lies between the trial's creation and its end, and only where there is something to find.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "tuner/experiment_store.h"

namespace tuner::sagemaker {

struct TrainingMoment {
  enum class Kind {
    kStarted,   // the attempt began to execute
    kStopping,  // it was asked to stop, and no attempt begins any more
    kEnded,     // it ended
  };
  Kind kind;
  std::uint32_t attempt;
  TimePoint at;
};

// What the row says: when the trial began to execute.
std::vector<TrainingMoment> history_in_row(const Trial& trial);

// In the order of time.
Result<std::vector<TrainingMoment>> training_history(const ExperimentReader& jobs,
                                                     const JobName& job,
                                                     const Trial& trial,
                                                     bool stopping);

// When it last changed between its first start and its end, as far as its row does not say; nullopt: it has not.
Result<std::optional<TimePoint>> last_moment(const ExperimentReader& jobs,
                                             const JobName& job,
                                             const Trial& trial,
                                             bool stopping);

// When each attempt began to execute; of one that never did nothing.
Result<std::map<std::uint32_t, TimePoint>> attempt_starts(const ExperimentReader& jobs,
                                                          const JobName& job,
                                                          const Trial& trial);

}  // namespace tuner::sagemaker
