// Many jobs in one process: each with a thread of its own that blocks where its backend blocks, all with one store, one pool
// of slots for local trainings, and at most as many strategies at work as there are cores.
//
// See docs/adr/0009-a-thread-for-each-job.md for why they do not share one loop.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <semaphore>
#include <string>
#include <vector>

#include "service/slot_pool.h"
#include "tuner/store/home.h"
#include "tuner/tuner.h"

namespace tuner {

// Follows all jobs of a manager; called by their threads, several at once.
class JobWatcher {
 public:
  virtual ~JobWatcher() = default;
  virtual void on_step(const JobName& job, const StepRecord& step) = 0;
  virtual void on_note(const JobName& job, const std::string& note) = 0;
  // The job has ended, or this process has let go of it: after leave() (status kRunning), or with an error.
  virtual void on_end(const JobName& job, const Result<TuningSummary>& summary) = 0;
};

struct JobManagerOptions {
  std::size_t slots = 1;  // local trainings at once, of all jobs together
  std::size_t slots_per_user = std::numeric_limits<std::size_t>::max();
  std::size_t thinkers = 1;  // strategies at work at once
};

// Who a job belongs to, and how urgent it is.
struct JobOwner {
  std::string user;
  std::int32_t priority = 0;
};

JobOwner owner_of(const JobRecord& job);  // as its submission says, if any

// Thread-safe. `store`, `clock` and `watcher` outlive it.
class JobManager {
 public:
  // The parts of a job, without slots and thinking. Called by the jobs' threads.
  using MakeParts =
      std::function<Result<TunerParts>(const JobRecord& job, TunerObserver* observer)>;

  JobManager(Home home,
             ExperimentStore& store,
             JobWatcher& watcher,
             MakeParts make_parts,
             JobManagerOptions options);
  ~JobManager();  // leave()
  JobManager(const JobManager&) = delete;
  JobManager& operator=(const JobManager&) = delete;

  // Begins to run a job that is in the store, or goes on with it. kFailedPrecondition: it is being run, here or elsewhere.
  Result<void> start(const JobName& job, JobOwner owner);

  // Goes on with all of these; those that another process runs are left to it, and of those that cannot be run the watcher
  // hears. How many were taken. Returns when it is known which of them were asked to stop.
  std::size_t adopt(const std::vector<std::pair<JobName, JobOwner>>& jobs);

  // Recorded before it returns, whoever runs the job; one that nobody runs is gone on with. `at`: now. kNotFound.
  Result<void> stop(const JobName& job, StopMode mode, TimePoint at);
  Result<void> stop(const JobName& job, TrialId trial, TimePoint at);  // it alone

  // Returns once the end of this job is behind us, where it is one of ours that has ended or is about to.
  void settle(const JobName& job);

  bool is_running(const JobName& job) const;   // here
  bool is_stopping(const JobName& job) const;  // here: it was asked to stop, and has not ended
  // When, as far as this process knows.
  std::optional<TimePoint> stopping_since(const JobName& job) const;
  // Here: the trials whose runs were asked to stop, and when, as far as that is known.
  std::map<TrialId, std::optional<TimePoint>> stopping_trials(const JobName& job) const;
  std::vector<JobName> running() const;  // here, by name
  const SlotPool& slots() const { return slots_; }

  // Lets go of all jobs; their trainings go on. Returns when no thread is left.
  void leave();

 private:
  struct Run;

  Result<void> stop(const JobName& job, const StopRequested& stop, TimePoint at);
  Result<void> go_on_where_nobody_does(const JobName& job);
  Result<void> launch(const JobName& job, JobOwner owner, std::size_t active_trials);
  void live(Run& run);
  Result<TuningSummary> run_job(Run& run);
  void wait_until_open(const JobName& job);
  void reap();  // threads that have ended

  const Home home_;
  ExperimentStore& store_;
  JobWatcher& watcher_;
  const MakeParts make_parts_;
  SlotPool slots_;
  std::counting_semaphore<> thinking_;
  mutable std::mutex mutex_;
  std::condition_variable run_changed_;
  std::map<std::string, std::unique_ptr<Run>> runs_;  // by the job's name
  bool leaving_ = false;
};

}  // namespace tuner
