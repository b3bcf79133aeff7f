// What the end of a run means for its trial: a pure table from evidence to consequence
// (docs/failures.md).
#pragma once

#include <string>

#include "tuner/events.h"
#include "tuner/job/training_definition.h"
#include "tuner/job/trial.h"
#include "tuner/place_health.h"

namespace tuner {

// Why the scheduler itself asked for a run to be stopped.
enum class StopCause { kNone, kEarlyStopping, kRequested, kJobEnding };

// Why, where somebody asked for it.
inline constexpr const char* kStoppedOnRequest = "stopped on request";
// Of a training that ended because its job did.
inline constexpr const char* kStoppedWithJob = "stopped with the job";

struct RequestedStop {
  StopCause cause = StopCause::kNone;
  std::string why;  // a sentence
  TimePoint at{};   // when it was requested
};

struct RunOutcome {
  bool retry = false;                            // a further attempt of the same trial
  bool preempted = false;                        // which does not count against the retries
  TrialStatus status = TrialStatus::kSucceeded;  // terminal, unless retry
  FailureClass failure = FailureClass::kNone;
  std::string
      reason;  // for people; of one that succeeded, why its values may be older than its end, or empty
};

// A reason in one line: without the log that it may quote, but for its last line, where most programs say what went wrong.
std::string in_one_line(const std::string& reason);

// A queue that takes a trial's place away so often will not let it end.
inline constexpr std::uint32_t kMostPreemptions = 50;

// `training` is the trial's definition. `trial` holds the objective values of this attempt and counts it in `attempts`; `preemptions` attempts before it were preempted.
RunOutcome judge_run(const TrainingDefinition& training,
                     const Trial& trial,
                     const RunEnded& ended,
                     const RequestedStop& stop,
                     std::uint32_t preemptions = 0);

// A failure that the log or the metrics explain says nothing of the place; one of the infrastructure, or without any explanation, may be
// the place's.
PlaceEvidence evidence_of(const RunEnded& ended, const RunOutcome& outcome);

}  // namespace tuner
