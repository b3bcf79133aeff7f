// One configuration being tried, with all its attempts; and which moves between its states are allowed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/base/clock.h"
#include "tuner/base/ids.h"
#include "tuner/job/run.h"
#include "tuner/job/suggestion.h"

namespace tuner {

enum class TrialStatus { kPending, kRunning, kSucceeded, kFailed, kStoppedEarly, kCancelled };

std::string_view name_of(TrialStatus status);  // "running"
std::optional<TrialStatus> trial_status_from(std::string_view name);
bool is_terminal(TrialStatus status);
// A trial that has not ended may move anywhere (a short run starts and ends within one step; a retry goes back to kPending);
// one that has ended stays what it is.
bool may_move(TrialStatus from, TrialStatus to);

// Why a trial failed; kNone while it has not.
enum class FailureClass {
  kNone,
  kUserError,
  kOutOfMemory,
  kTimeLimit,       // and no objective value before it
  kDiverged,        // the last value of an objective or constraint is NaN or infinite
  kMetricMissing,   // the training ended well and never printed an objective or constraint
  kInfrastructure,  // lost or killed from outside, more often than retries allow
  kPreempted,       // its place was wanted by others, again and again
};
std::string_view name_of(FailureClass failure);
std::optional<FailureClass> failure_class_from(std::string_view name);

struct Trial {
  TrialId id;
  std::string name = {};
  Suggestion suggestion = {};
  TrialStatus status = TrialStatus::kPending;
  FailureClass failure = FailureClass::kNone;
  std::string reason = {};     // one sentence or a short paragraph: why it is in this state
  std::uint32_t attempts = 0;  // runs started so far
  std::vector<std::optional<double>> objectives =
      {};  // last value of each objective, in the user's sign
  std::vector<std::optional<double>> constraints = {};  // last value of each constraint's metric
  TimePoint created_at{};
  std::optional<TimePoint> started_at = {};  // of the first attempt
  std::optional<TimePoint> ended_at = {};    // of the last one that has ended
  JobTime ran_for{0};                        // over all attempts
  std::optional<int> exit_code = {};
};

// The trial whose checkpoints a trial goes on from, through all that lie between; itself where it continues none. `trials` has trial n
// at index n − 1, each continuing an earlier one.
TrialId first_of_chain(std::span<const Trial> trials, TrialId trial);

// How many of them were cut short and are tried again by a later one, which counts instead. `trials` as above.
std::size_t replaced_trials(std::span<const Trial> trials);

// Whether any of them was granted a budget, as in a job with promotion.
bool has_budgets(std::span<const Trial> trials);

}  // namespace tuner
