// Socket 1: what decides which configuration to try next, and which running trial to stop.
//
// In the flow: the scheduler tells outcomes, asks for suggestions, and lets the strategy watch running trials. A strategy is
// pure: no clock, no file, no thread, no log. What it answers is a function of its space, its seed, the tells and recalls so
// far and the trial number; never of how the tells were grouped, and never of how often it was asked.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/job/stop_reason.h"
#include "tuner/job/suggestion.h"
#include "tuner/job/trial.h"

namespace tuner {

// How a trial ended. Losses are always to be minimised, one per objective; empty when there is no usable value.
struct Outcome {
  TrialId trial;
  Suggestion suggestion;
  TrialStatus status = TrialStatus::kSucceeded;  // terminal
  FailureClass failure = FailureClass::kNone;
  std::vector<double> losses = {};      // finite
  std::optional<JobTime> ran_for = {};  // all attempts; nullopt: not known
  // One per constraint, where there are losses; see Constraint::excess().
  std::vector<double> excesses = {};
};

// A new value of the first objective of a running trial; `loss` is finite.
struct Progress {
  TrialId trial;
  std::int64_t step = 0;
  double loss = 0.0;
};

// nullopt: it goes on.
using Verdict = std::optional<StopReason>;

class Strategy {
 public:
  virtual ~Strategy() = default;

  // Suggestions for the trials first, first + 1, …: at most `count`; fewer, even none, means "tell me more first". The
  // suggested trials count as running until they are told. kNumerical if the model cannot be built at all.
  virtual Result<std::vector<Suggestion>> ask(TrialId first, std::size_t count) = 0;

  // What an earlier ask() of another process answered, instead of asking: the state afterwards is the same.
  virtual void recall(TrialId first, std::span<const Suggestion> suggestions) = 0;

  // A trial ended. Trials that were never asked for or recalled are allowed (told by ask/tell users, or, with the number
  // kBeforeTheJob, results from before the job). That number is never recommended.
  virtual void tell(const Outcome& outcome) = 0;

  // Called for every new value of a running trial.
  virtual Verdict watch(const Progress&) { return std::nullopt; }

  // The same deterministic work that the next ask() would do, earlier. Changes no answer.
  virtual void prepare() {}

  // Lets go of what the next question can work out again, of a search that waits beside many others. Changes no answer.
  virtual void rest() {}

  // True when no further ask() will ever answer anything (a grid that is used up).
  virtual bool exhausted() const { return false; }

  // The configuration this strategy recommends (whose repetitions have the best mean, where there is a model); nullopt: the best one seen.
  virtual std::optional<TrialId> recommended() const { return std::nullopt; }
};

}  // namespace tuner
