// Whether a job has found enough: its rules of completion (tuner/job/completion.h), fed with results.
//
// In the flow: the scheduler tells it every trial that has ended and every regret bound that the loop has measured, and ends the
// job when a rule is met.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tuner/events.h"
#include "tuner/job/trial.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

class CompletionRules {
 public:
  // `spec` must outlive it.
  explicit CompletionRules(const TuningJobSpec& spec) : spec_(&spec) {}

  // The job has other rules from now on; its objectives and constraints are the same.
  void extend(const TuningJobSpec& spec);

  // A trial has ended, in whatever way.
  void on_result(const Trial& trial);
  void on(const ConvergenceSeen& event);

  // A job that had ended goes on: results from now on decide.
  void reopen();

  // The rule that is met first, in one sentence with its figures.
  const std::optional<std::string>& met() const { return met_; }

 private:
  struct Best {
    TrialId trial;
    std::vector<double> losses;
  };

  bool improves(const Trial& trial, const std::vector<double>& losses);
  void check_target(const Trial& trial);
  std::string not_improved_text() const;
  void meet(std::string why);

  const TuningJobSpec* spec_;
  std::vector<Best> front_;  // of the results that keep every constraint; one with one objective
  std::uint32_t not_improving_ = 0;  // results in a row
  std::optional<std::string> met_;
};

}  // namespace tuner
