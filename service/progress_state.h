// What is known of a job while it runs, gathered from its steps: the common ground of every live display.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "service/forecast.h"
#include "tuner/events.h"
#include "tuner/job/trial.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// How many ended with their job, unfinished: they are tried again where it goes on, and count as done nowhere.
std::size_t unfinished_trials(std::span<const Trial> trials);

class ProgressState {
 public:
  explicit ProgressState(const TuningJobSpec& spec) : spec_(spec) {}

  // Trials that an earlier process left behind.
  void restore(std::span<const Trial> trials);
  void apply(const StepRecord& step, std::span<const Trial> changed);

  const TuningJobSpec& spec() const { return spec_; }
  // Of the trials that keep every constraint those that no other beats, the newest last: with one objective the best alone.
  std::span<const TrialId> front() const { return front_; }
  bool is_on_front(TrialId trial) const;
  const Trial* newest_of_front() const;  // null: there is none
  std::size_t done() const { return ended_ - unfinished_trials(trials_); }
  std::size_t failed() const { return failed_; }
  std::vector<const Trial*> running() const;  // by number
  // The last point of the first objective in the trial's current attempt.
  std::optional<MetricPoint> last_point(TrialId trial) const;
  // Nothing before the first trial, unless a limit says how long it may take; see forecast.h.
  std::optional<Forecast> outlook(TimePoint now) const { return forecast(spec_, trials_, now); }

 private:
  void apply(const Trial& trial);
  std::vector<double> losses(TrialId trial) const;

  const TuningJobSpec& spec_;
  std::vector<Trial> trials_;  // trial n at index n − 1
  std::map<TrialId, MetricPoint> last_points_;
  std::vector<TrialId> front_;
  std::size_t ended_ = 0, failed_ = 0;
};

// "lr=0.0123457 units=64", six significant digits: for a line that a person reads.
std::string short_text(const Configuration& configuration);

// "validation:log_loss=0.2345  latency_ms=23.1 ✗", the mark where a constraint is violated; "no value" where there is none.
std::string values_text(const TuningJobSpec& spec, const Trial& trial);

}  // namespace tuner
