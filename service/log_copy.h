// The log of a trial as it is and as it grows: the work behind `tuner logs`.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "tuner/backend.h"
#include "tuner/base/result.h"
#include "tuner/experiment_store.h"

namespace tuner {

struct LogRequest {
  JobName job;
  TrialId trial;
  std::optional<std::uint32_t> attempt =
      {};               // unset: the last one, and while following the ones that come after it
  bool follow = false;  // until the attempt, or without one the trial, has ended
  std::function<bool()> owned = {};  // whether a process works on the job now; unset: one does
};

using LogSink = std::function<Result<void>(std::string_view)>;

// An error of the sink ends the copy. kNotFound: no such job, trial or attempt, or none has been started yet and nobody is to wait for it. kFailedPrecondition, after
// all that there is: what is followed has no owner any more and does not run, so that nothing will follow.
Result<void> copy_log(const ExperimentReader& reader,
                      Backend& backend,
                      const LogRequest& request,
                      const LogSink& sink);

}  // namespace tuner
