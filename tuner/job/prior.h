// What is known before the first trial of a job.
//
//   start     configurations to try first, complete and of the job's space, in this order
//   earlier   results of the same task: they count as if they had been told, but for the budget
//   related   results of other tasks, one list for each: they say where to begin, and what to expect
//
// In the flow: made when a job is submitted, kept with it, and given to the strategy when that is made. A strategy is a function
// of (space, seed, prior, tells).
#pragma once

#include <vector>

#include "tuner/job/trial.h"
#include "tuner/space/configuration.h"

namespace tuner {

// A trial of another job, in terms of the losses of that job.
struct EarlierResult {
  Configuration configuration;
  TrialStatus status = TrialStatus::kSucceeded;  // terminal
  FailureClass failure = FailureClass::kNone;
  std::vector<double> losses =
      {};  // finite, one per objective of the new job; empty: no usable value
  // One per constraint of the new job, where there are losses; see Constraint::excess(). Of related
  // tasks none is looked at.
  std::vector<double> excesses = {};
  bool operator==(const EarlierResult&) const = default;
};

using RelatedTasks = std::vector<std::vector<EarlierResult>>;

struct Prior {
  std::vector<Configuration> start = {};
  std::vector<EarlierResult> earlier = {};
  RelatedTasks related = {};
  bool operator==(const Prior&) const = default;
};

// The trial of an earlier result: no trial of a job has this number.
inline constexpr TrialId kBeforeTheJob{0};

}  // namespace tuner
