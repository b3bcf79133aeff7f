// The loop: the only place that acts.
//
//   poll the backend ─► events ─► Scheduler::step ─► record in the store ─► act ─► wait
//
// Every step is in the store before its actions are carried out, and every action may be carried
// out twice without harm. A process that dies anywhere therefore leaves a job that open() picks up:
// it replays the recorded steps, finds the runs of the last ones at the backend by their names, and
// goes on.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <semaphore>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "tuner/backend.h"
#include "tuner/base/clock.h"
#include "tuner/experiment_store.h"
#include "tuner/metric_scraper.h"
#include "tuner/run_control.h"
#include "tuner/run_slots.h"
#include "tuner/run_watch.h"
#include "tuner/scheduler.h"
#include "tuner/strategy.h"

namespace tuner {

// Until a call that may work later is made again.
inline constexpr std::chrono::milliseconds kTryAgainAfter{1'000};
// What has been said and still holds is said again.
inline constexpr std::chrono::minutes kNoteAgainAfter{10};
// A step without events is recorded when nothing else was for so long: as much of a job's time can a kill lose.
inline constexpr std::chrono::minutes kRecordTimeEvery{1};

// Follows a job live; called by the loop's thread, between two steps.
class TunerObserver {
 public:
  virtual ~TunerObserver() = default;
  virtual void on_step(const StepRecord& step, std::span<const Trial> changed) = 0;
  // Something that a person should know, and that no step records. Nobody else shows it.
  virtual void on_note(const std::string& note) = 0;
  virtual void on_tick() {}  // about every poll interval
};

struct TunerParts {
  std::unique_ptr<Strategy> strategy = nullptr;  // of the job as it was at first
  std::vector<Extension> extensions = {};        // one for each of the job's, in order
  std::unique_ptr<Backend> backend = nullptr;
  std::function<std::unique_ptr<MetricScraper>(std::size_t definition)> make_scraper = {};
  // Asked before every start; an error puts it off and is shown (a full disk). Empty: nothing stands in the way.
  std::function<Result<void>()> may_start = {};
  // Why a training failed, by the end of its log. Empty: by nothing but the way in which it ended.
  ExplainFailure explain_failure = {};
  // What is known of the convergence of these trials; nullopt: too little. Asked where the job is to end by it.
  std::function<std::optional<ConvergenceSeen>(std::span<const Trial>)> convergence = {};
  ExperimentStore* store = nullptr;   // outlives the tuner
  const Clock* clock = nullptr;       // outlives the tuner
  TunerObserver* observer = nullptr;  // null: notes and places that are set aside go to the log
  RunSlots* slots = nullptr;          // null: the job shares its slots with no other
  std::counting_semaphore<>* thinking =
      nullptr;                             // held while strategies work; null: no other job thinks
  std::filesystem::path jobs_folder = {};  // absolute; trainings' folders are made below it
  std::chrono::milliseconds poll_every{200};
};

struct TuningSummary {
  JobStatus status = JobStatus::kRunning;  // kRunning: left while the trainings go on
  std::string why;
  std::optional<Trial> best;
  std::size_t trials = 0, succeeded = 0, failed = 0;
  bool stopping = false;  // what runs has been asked to stop
};

class Tuner {
 public:
  // Replays the recorded steps of a job that exists in the store. The caller holds the job's lock
  // for the tuner's life.
  static Result<std::unique_ptr<Tuner>> open(JobRecord job, TunerParts parts);

  // Until the job ends or `control` says otherwise. Errors: the store refuses to record (nothing
  // was acted upon that is not recorded), the strategy cannot suggest, the backend fails for good.
  Result<TuningSummary> run(RunControl& control);

  std::optional<TimePoint> stopping_since() const { return scheduler_.stopping_since(); }
  // Those whose runs were asked to stop, and when.
  std::map<TrialId, TimePoint> stopping_trials() const;

 private:
  struct PendingStart {
    StartRun start;
    JobTime not_before{0};
    bool maybe_submitted = false;  // the backend was asked, and its answer is not recorded
  };

  struct UnheardStop {
    StopRun stop;
    JobTime not_before{0};
  };

  Tuner(JobRecord job, TunerParts parts);

  Result<void> replay();
  Result<void> adopt_runs(const std::map<TrialId, StartRun>& last_starts);
  Result<RunWatch> watch_of(RunRecord run, const Trial& trial) const;

  Result<std::vector<Event>> collect_events(RunControl::Wish wish);
  void collect_wishes(RunControl::Wish wish, std::vector<Event>& events);
  Result<void> collect_runs(std::vector<Event>& events);
  void wonder_about(const RunWatch& watch);
  void collect_convergence(std::vector<Event>& events);
  void collect_slots(std::vector<Event>& events);
  void report_slots(const StepRecord& step);
  Result<void> submit_due(std::vector<Event>& events);
  Result<bool> submit(PendingStart& pending, std::vector<Event>& events);  // false: try again later
  void look_at_starts_now();                                 // since a stop ends their waiting
  bool put_off(PendingStart& pending, const Error& reason);  // false

  Result<std::vector<Action>> decide(const StepRecord& step);
  Result<void> advance(std::vector<Event> events, RunControl& control);
  Result<void> record(const StepRecord& step, std::span<const Trial> changed, RunControl& control);
  void forget_finished();
  void act(const StartRun& action);
  void act(const StopRun& action);
  void act(const MarkPlace& action);
  void repeat_stops();
  void act(const EndJob&) {}
  void wait(RunControl& control, RunControl::Wish seen);

  JobTime job_time() const;
  bool time_is_old() const;
  void record_time(RunControl& control);
  TuningSummary summarise() const;
  void note(const std::string& text);
  void warn(const std::string& text) const;

  JobRecord job_;
  TunerParts parts_;
  Scheduler scheduler_;
  std::uint64_t steps_ = 0;
  std::optional<JobTime> recorded_;  // the time of the last step of this process
  JobTime time_at_open_{0};
  std::chrono::milliseconds steady_at_open_;
  std::vector<PendingStart> starts_;
  std::vector<UnheardStop> stops_;
  std::vector<RunWatch> watches_;
  std::vector<RunHandle> finished_;  // ended, and not yet recorded as such
  std::vector<Event>
      carried_over_;  // facts that the last actions themselves created, for the next step
  std::size_t trials_at_next_convergence_ = 0;  // that have ended
  bool has_wondered_ = false;                   // wonder_about() has had its say
  RunControl::Wish reported_wish_ = RunControl::Wish::kGoOn;
  std::map<std::string, JobTime> noted_;  // what was said lately, and when
};

}  // namespace tuner
