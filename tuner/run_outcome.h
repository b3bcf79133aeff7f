// What the end of a run means for its trial: a pure table from evidence to consequence
// (docs/failures.md).
#pragma once

#include <string>

#include "tuner/events.h"
#include "tuner/job/trial.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// Why the scheduler itself asked for a run to be stopped.
enum class StopCause { kNone, kEarlyStopping, kJobEnding };

struct RequestedStop {
  StopCause cause = StopCause::kNone;
  std::string why;  // a sentence
};

struct RunOutcome {
  bool retry = false;                            // a further attempt of the same trial
  TrialStatus status = TrialStatus::kSucceeded;  // terminal, unless retry
  FailureClass failure = FailureClass::kNone;
  std::string reason;  // for people; empty when all is well
};

// A reason in one line: without the log that it may quote, but for its last line, where most programs say what went wrong.
std::string in_one_line(const std::string& reason);

// `trial` holds the objective values of this attempt and counts it in `attempts`.
RunOutcome judge_run(const TuningJobSpec& spec,
                     const Trial& trial,
                     const RunEnded& ended,
                     const RequestedStop& stop);

}  // namespace tuner
