// Decides; touches nothing. Events and the time in, actions out; everything that happens to a job
// passes through here.
//
// In the flow: the loop (tuner.h) turns the world into events, records what step() answers, and
// only then acts. A restart feeds the recorded steps to replay(), which recalls the strategy's
// suggestions instead of asking for them again, and insists that the same actions come out. To prove a
// log, the strategy is asked again.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/completion_rules.h"
#include "tuner/events.h"
#include "tuner/job/trial.h"
#include "tuner/job/tuning_job.h"
#include "tuner/place_health.h"
#include "tuner/run_outcome.h"
#include "tuner/strategy.h"
#include "tuner/training_budget.h"

namespace tuner {

class SuggestionSource;

// What a job is from some step on.
struct Extension {
  TuningJobSpec spec;
  // Told of every trial that has ended before it is asked; null: the strategy so far goes on.
  std::unique_ptr<Strategy> strategy = nullptr;
};

class Scheduler {
 public:
  // `spec` and `strategy` must outlive the scheduler: what the job was at first. `extensions`, in order, take effect with
  // JobExtended events. At most `capacity` trials are active at once (and never more than limits.parallel).
  Scheduler(const TuningJobSpec& spec,
            JobIdentity identity,
            Strategy& strategy,
            std::size_t capacity,
            std::vector<Extension> extensions = {});

  // Takes the events in order and answers with what to do now. `now` never decreases. Errors are
  // the strategy's; the scheduler must not be used after one.
  Result<std::vector<Action>> step(std::span<const Event> events, JobTime now, TimePoint wall);

  enum class Replay { kRecall, kAskAgain };

  // As the step that was recorded. kInternal with the step's number and the first difference when other
  // actions come out.
  Result<void> replay(const StepRecord& record, Replay how = Replay::kRecall);

  // The trials that steps changed since the last call, by number; those that were replayed are recorded as they are.
  std::vector<Trial> take_changed();

  // Lets the strategy work ahead; changes no answer.
  void prepare() { strategy_->prepare(); }

  // When step() wants to be called even without events.
  std::optional<JobTime> next_deadline() const;

  const std::vector<Trial>& trials() const { return trials_; }
  std::size_t ended_trials() const { return trials_.size() - active_.size(); }  // how many
  std::size_t busy_slots() const;  // of trials that run, or are about to
  // How many more trials could begin now, were there slots for them.
  std::size_t room() const;
  std::uint32_t extended() const { return extended_; }  // the number of the extension in effect
  // Set from the EndJob action on, until the job is opened again.
  const std::optional<EndJob>& ended() const { return ended_; }
  bool is_stopping() const { return stop_mode_.has_value() && !ended_; }  // on request
  // Whether the current run of this trial has been asked to stop.
  bool is_stopping(TrialId trial) const;
  // Since when; nullopt: it is not.
  std::optional<TimePoint> stopping_since() const;
  std::optional<TimePoint> stopping_since(TrialId trial) const;
  // Whether a trial that has not ended has no run and will get none before the next StartRun: its last one failed, perhaps because
  // of its place.
  bool is_withheld(TrialId trial) const;
  // Which places the next run of a trial avoids, and which one it tries.
  const PlaceHealth& places() const { return places_; }

 private:
  Result<std::vector<Action>> step_from(std::span<const Event> events,
                                        JobTime now,
                                        TimePoint wall,
                                        SuggestionSource& source);

  Result<void> check(const Event& event) const;
  void on(const JobOpened& event);
  void on(const JobExtended& event);
  void on(const RunStarted& event);
  void on(const MetricsSeen& event);
  void on(const RunEnded& event);
  void on(const SubmitFailed& event);
  void on(const StopRequested& event);
  void on(const ConvergenceSeen& event);
  void on(const SlotsGranted& event);

  Trial* current(TrialId id,
                 std::uint32_t attempt);  // null unless that attempt of the trial is active
  TimePoint end_of_run(const Trial& trial, JobTime ran_for) const;
  void finish(Trial& trial, const RunOutcome& outcome);
  void retry(Trial& trial, const std::string& reason, JobTime wait);
  void settle(Trial& trial, const RunOutcome& outcome);
  void hear_of_place(Trial& trial, const RunEnded& event, const RunOutcome& outcome);
  void judge_places();
  void apply(const PlaceChange& change);
  void end_withholding();
  void start_handed_back();
  void try_places_again();
  bool look_again_without_withheld();
  void request_stop(Trial& trial, StopCause cause, const std::string& why);
  void stop_alone(TrialId id);
  void begin_ending(EndJob end);
  void check_limits();
  std::vector<const Trial*> failed_trials() const;
  bool have_failed_alike() const;
  std::string all_failed_text(const std::string& who) const;
  EndJob end_of_all_trials() const;
  Result<void> fill_slots(SuggestionSource& source);
  void begin_trial(const Suggestion& suggestion);
  void plan_repeats();
  void start_repeats();
  void end_if_idle();

  bool has_ended(TrialId trial) const;
  bool trials_are_used_up() const;
  std::size_t trials_left() const;  // of limits.trials
  std::size_t open_slots() const;   // of limits.parallel and the backend
  std::size_t free_slots() const;   // of those, what was granted

  void tell(const Trial& trial);

  const TuningJobSpec* spec_;
  JobIdentity identity_;
  Strategy* strategy_;
  std::size_t capacity_;
  std::vector<Extension> extensions_;
  std::uint32_t extended_ = 0;

  std::vector<Trial> trials_;                           // trial n at index n − 1
  std::vector<RequestedStop> stops_;                    // beside it: of the current attempt
  std::map<std::uint32_t, std::uint32_t> preemptions_;  // by number, of trials that had any
  std::set<std::uint32_t> active_;                      // numbers of the trials that have not ended
  std::set<std::uint32_t> changed_;
  std::optional<EndJob> ending_;  // no new trials; EndJob follows when the last run has ended
  std::optional<EndJob> ended_;
  std::optional<StopMode> stop_mode_;
  TimePoint stop_requested_at_{};  // of the mode
  CompletionRules completion_;
  TrainingBudget budget_;
  std::optional<std::size_t>
      granted_;  // slots, in this step; nullopt: the job shares them with none
  PlaceHealth places_;
  std::map<std::uint32_t, RunOutcome>
      withheld_;  // by number: what they come to, if they are at fault
  std::map<std::uint32_t, std::string>
      handed_back_;                       // by number, with the reason: they wait for a slot
  std::vector<std::uint32_t> cut_short_;  // numbers of trials that the job's end has cancelled
  std::vector<Suggestion> repeats_;       // of those of an earlier end: they wait for a slot
  std::size_t repeated_ = 0;              // how many of the trials are such
  bool look_again_ = false;               // the next step comes at once
  std::uint32_t failures_ = 0, successes_ = 0;  // since the job was last opened after an end

  JobTime now_{0};
  TimePoint wall_{};
  std::vector<Action> actions_;
};

}  // namespace tuner
