#include "service/job_manager.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

namespace tuner {

struct JobManager::Run final : TunerObserver {
  Run(JobName name, FileLock owned, JobWatcher& follower)
      : job(std::move(name)), lock(std::move(owned)), watcher(follower) {}

  void on_step(const StepRecord& step, std::span<const Trial> changed) override {
    for (const Event& event : step.events) {
      if (const auto* stop = std::get_if<StopRequested>(&event)) note_stop(*stop, step.wall);
    }
    note_stops(step, changed);
    watcher.on_step(job, step);
  }
  void on_note(const std::string& note) override { watcher.on_note(job, note); }

  // The first time that is known stays.
  void note_stop(const StopRequested& stop, std::optional<TimePoint> at) {
    const std::lock_guard guard(stops_mutex);
    std::optional<TimePoint>& since = stop.trial ? stopping_trials[*stop.trial] : stopping_since;
    if (!since) since = at;
    if (!stop.trial) stopping = true;
  }

  void note_stops(const StepRecord& step, std::span<const Trial> changed) {
    const std::lock_guard guard(stops_mutex);
    for (const Action& action : step.actions) {
      const auto* stop = std::get_if<StopRun>(&action);
      if (stop == nullptr) continue;
      std::optional<TimePoint>& since = stopping_trials[stop->trial];
      if (!since) since = step.wall;
    }
    for (const Trial& trial : changed) {
      if (is_terminal(trial.status)) stopping_trials.erase(trial.id);
    }
  }

  const JobName job;
  std::optional<FileLock> lock;
  JobWatcher& watcher;
  RunControl control;
  std::unique_ptr<RunSlots> slots;
  std::atomic<bool> stopping = false;
  std::mutex stops_mutex;  // guards the next two
  std::optional<TimePoint> stopping_since;
  std::map<TrialId, std::optional<TimePoint>> stopping_trials;
  // Guarded by the manager's mutex.
  bool is_open = false;  // what was asked of it before is known
  bool ended = false;
  std::thread thread;
};

JobOwner owner_of(const JobRecord& job) {
  return job.submission ? JobOwner{job.submission->user, job.submission->priority} : JobOwner{};
}

JobManager::JobManager(Home home,
                       ExperimentStore& store,
                       JobWatcher& watcher,
                       MakeParts make_parts,
                       JobManagerOptions options)
    : home_(std::move(home)),
      store_(store),
      watcher_(watcher),
      make_parts_(std::move(make_parts)),
      slots_(options.slots, options.slots_per_user),
      thinking_(static_cast<std::ptrdiff_t>(options.thinkers)) {}

JobManager::~JobManager() { leave(); }

Result<void> JobManager::start(const JobName& job, JobOwner owner) {
  TUNER_ASSIGN_OR_RETURN(const std::vector<Trial> trials, store_.trials(job));
  const auto active =
      std::ranges::count_if(trials, [](const Trial& trial) { return !is_terminal(trial.status); });
  return launch(job, std::move(owner), static_cast<std::size_t>(active));
}

std::size_t JobManager::adopt(const std::vector<std::pair<JobName, JobOwner>>& jobs) {
  std::size_t adopted = 0;
  for (const auto& [job, owner] : jobs) {
    const Result<void> started = start(job, owner);
    if (started) {
      ++adopted;
    } else if (started.error().code != ErrorCode::kFailedPrecondition) {
      watcher_.on_end(job, fail(started.error()));
    }
  }
  for (const auto& [job, owner] : jobs) wait_until_open(job);
  return adopted;
}

Result<void> JobManager::launch(const JobName& job, JobOwner owner, std::size_t active_trials) {
  const std::lock_guard guard(mutex_);
  reap();
  if (leaving_) return fail(ErrorCode::kUnavailable, "the server is leaving; try again later");
  TUNER_ASSIGN_OR_RETURN(FileLock lock, home_.lock_job(job));
  const auto entry =
      runs_.insert_or_assign(job.text, std::make_unique<Run>(job, std::move(lock), watcher_)).first;
  Run& run = *entry->second;
  run.slots = slots_.join({std::move(owner.user), owner.priority, active_trials},
                          [&run] { run.control.nudge(); });
  run.thread = std::thread([this, &run] { live(run); });
  return {};
}

void JobManager::live(Run& run) {
  const Result<TuningSummary> summary = run_job(run);
  run.slots.reset();
  watcher_.on_end(run.job, summary);
  const std::lock_guard guard(mutex_);  // who gets the lock finds the run ended
  run.lock.reset();
  run.ended = true;
  run_changed_.notify_all();
}

Result<TuningSummary> JobManager::run_job(Run& run) {
  TUNER_ASSIGN_OR_RETURN(const JobRecord job, store_.job(run.job));
  TUNER_ASSIGN_OR_RETURN(TunerParts parts, make_parts_(job, &run));
  if (job.spec.backend == "local") parts.slots = run.slots.get();
  parts.thinking = &thinking_;
  const TimePoint now = parts.clock->wall();
  TUNER_ASSIGN_OR_RETURN(const std::unique_ptr<Tuner> tuner, Tuner::open(job, std::move(parts)));
  if (const auto since = tuner->stopping_since()) run.note_stop({.mode = StopMode::kStop}, *since);
  for (const auto& [trial, since] : tuner->stopping_trials())
    run.note_stop({.mode = StopMode::kStop, .trial = trial}, since);
  TUNER_ASSIGN_OR_RETURN(const std::vector<Command> unheard, store_.commands(run.job));
  for (const Command& command : unheard)
    run.note_stop({.mode = command.mode, .trial = command.trial}, now);
  {
    const std::lock_guard guard(mutex_);
    run.is_open = true;
  }
  run_changed_.notify_all();
  return tuner->run(run.control);
}

Result<void> JobManager::stop(const JobName& job, StopMode mode, TimePoint at) {
  return stop(job, StopRequested{.mode = mode}, at);
}

Result<void> JobManager::stop(const JobName& job, TrialId trial, TimePoint at) {
  return stop(job, StopRequested{.mode = StopMode::kStop, .trial = trial}, at);
}

Result<void> JobManager::stop(const JobName& job, const StopRequested& stop, TimePoint at) {
  TUNER_RETURN_IF_ERROR(store_.post_command(job, {.mode = stop.mode, .trial = stop.trial}));
  {
    const std::lock_guard guard(mutex_);
    if (const auto found = runs_.find(job.text); found != runs_.end()) {
      found->second->note_stop(stop, at);
      found->second->control.nudge();
    }
  }
  return go_on_where_nobody_does(job);
}

// So that a job that was let go of comes to its end. Where that fails the command stays for whoever runs the job next.
Result<void> JobManager::go_on_where_nobody_does(const JobName& job) {
  if (is_running(job)) return {};
  TUNER_ASSIGN_OR_RETURN(const JobRecord record, store_.job(job));
  if (record.status != JobStatus::kRunning) return {};
  adopt({{job, owner_of(record)}});
  return {};
}

bool JobManager::is_running(const JobName& job) const {
  const std::lock_guard guard(mutex_);
  const auto found = runs_.find(job.text);
  return found != runs_.end() && !found->second->ended;
}

void JobManager::wait_until_open(const JobName& job) {
  std::unique_lock guard(mutex_);
  run_changed_.wait(guard, [&] {
    const auto found = runs_.find(job.text);
    return found == runs_.end() || found->second->ended || found->second->is_open;
  });
}

void JobManager::settle(const JobName& job) {
  std::unique_lock guard(mutex_);
  run_changed_.wait(guard, [&] {
    const auto found = runs_.find(job.text);
    return found == runs_.end() || found->second->ended;
  });
}

bool JobManager::is_stopping(const JobName& job) const {
  const std::lock_guard guard(mutex_);
  const auto found = runs_.find(job.text);
  return found != runs_.end() && !found->second->ended && found->second->stopping;
}

std::optional<TimePoint> JobManager::stopping_since(const JobName& job) const {
  const std::lock_guard guard(mutex_);
  const auto found = runs_.find(job.text);
  if (found == runs_.end()) return std::nullopt;
  const std::lock_guard stops(found->second->stops_mutex);
  return found->second->stopping_since;
}

std::map<TrialId, std::optional<TimePoint>> JobManager::stopping_trials(const JobName& job) const {
  const std::lock_guard guard(mutex_);
  const auto found = runs_.find(job.text);
  if (found == runs_.end()) return {};
  const std::lock_guard stops(found->second->stops_mutex);
  return found->second->stopping_trials;
}

std::vector<JobName> JobManager::running() const {
  const std::lock_guard guard(mutex_);
  std::vector<JobName> names;
  for (const auto& [name, run] : runs_) {
    if (!run->ended) names.push_back(run->job);
  }
  return names;
}

void JobManager::leave() {
  std::map<std::string, std::unique_ptr<Run>> runs;
  {
    const std::lock_guard guard(mutex_);
    leaving_ = true;
    for (const auto& [name, run] : runs_) run->control.request(RunControl::Wish::kLeave);
    runs = std::exchange(runs_, {});
  }
  for (const auto& [name, run] : runs) run->thread.join();
}

void JobManager::reap() {
  std::erase_if(runs_, [](const auto& entry) {
    Run& run = *entry.second;
    if (!run.ended) return false;
    run.thread.join();
    return true;
  });
}

}  // namespace tuner
