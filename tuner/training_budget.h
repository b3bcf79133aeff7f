// How much training a job may use, over all of its runs: limits.training_time, and limits.cost at price_per_hour.
//
//   used(t) = Σ ended runs of the time they ran + Σ running ones of t − when they were seen to start
//
// Nobody says how long a run was that is lost: as long as it was seen to run.
//
// In the flow: the scheduler tells it starts and ends of runs, and ends the job when it is spent. What runs while no process
// works on the job counts when its end is seen.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>

#include "tuner/base/clock.h"
#include "tuner/base/ids.h"
#include "tuner/job/trial.h"
#include "tuner/job/tuning_job.h"

namespace tuner {

// Of all attempts of these trials.
JobTime training_time(std::span<const Trial> trials);
// What it costs; nullopt where no price is known.
std::optional<double> cost_of(const Limits& limits, JobTime training);

class TrainingBudget {
 public:
  explicit TrainingBudget(const Limits& limits) { extend(limits); }

  // What has been used stays used.
  void extend(const Limits& limits);

  void on_started(TrialId trial, JobTime now);
  void on_ended(TrialId trial, JobTime ran_for);
  // Since its run was seen to start; 0 where none was.
  JobTime running_for(TrialId trial, JobTime now) const;

  std::optional<JobTime> all() const { return all_; }  // nullopt: as much as it takes
  JobTime used(JobTime now) const;
  bool is_spent(JobTime now) const { return all_ && used(now) >= *all_; }
  // When it is spent if what runs now goes on and nothing else starts; nullopt: never.
  std::optional<JobTime> spent_at(JobTime now) const;
  // Which limit is reached, in one sentence. Contract: is_spent(now).
  std::string reason(JobTime now) const;

 private:
  std::optional<JobTime> all_;            // whichever limit is the smaller one
  std::optional<double> price_per_hour_;  // if it is that of the cost
  JobTime ended_{0};
  std::map<TrialId, JobTime> running_;  // since
};

}  // namespace tuner
