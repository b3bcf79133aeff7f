// What becomes of trials where a place may be to blame: withheld, and then judged, or handed back and tried elsewhere.
#include <algorithm>

#include "tuner/scheduler.h"

namespace tuner {

bool Scheduler::is_withheld(TrialId trial) const {
  return withheld_.contains(trial.number) || handed_back_.contains(trial.number);
}

void Scheduler::hear_of_place(Trial& trial, const RunEnded& event, const RunOutcome& outcome) {
  const bool withheld = places_.on_ended({.trial = trial.id,
                                          .place = event.status.place,
                                          .evidence = evidence_of(event, outcome),
                                          .reason = in_one_line(outcome.reason),
                                          .is_final = !outcome.retry});
  if (!withheld) return settle(trial, outcome);
  trial.status = TrialStatus::kPending;
  trial.reason =
      "failed, perhaps because of its place; this shows when another trial has run there: " +
      outcome.reason;
  withheld_.emplace(trial.id.number, outcome);
  changed_.insert(trial.id.number);
}

void Scheduler::judge_places() {
  for (const PlaceChange& change : places_.judge(now_)) apply(change);
  if (ending_ || stop_mode_) end_withholding();
}

void Scheduler::apply(const PlaceChange& change) {
  if (change.mark) actions_.push_back(*change.mark);
  for (const TrialId trial : change.excused) ++preemptions_[trial.number];
  for (const TrialId trial : change.handed_back) {
    const auto found = withheld_.extract(trial.number);
    if (!found) continue;
    if (stops_[trial.number - 1].cause == StopCause::kRequested) {
      settle(trials_[trial.number - 1], {.retry = true, .reason = found.mapped().reason});
    } else {
      handed_back_.emplace(trial.number, in_one_line(found.mapped().reason));
    }
  }
  for (const TrialId trial : change.at_fault) {
    if (const auto found = withheld_.extract(trial.number))
      settle(trials_[trial.number - 1], found.mapped());
  }
}

// The job ends: what is known has to be enough.
void Scheduler::end_withholding() {
  places_.end_withholding();
  for (const auto& [number, outcome] : std::exchange(withheld_, {}))
    settle(trials_[number - 1], outcome);
  for (const auto& [number, reason] : std::exchange(handed_back_, {}))
    settle(trials_[number - 1], {.retry = true, .reason = reason});
}

// Before anything new. Not bounded by what the backend can do at once, which may be another number when the log is replayed.
void Scheduler::start_handed_back() {
  while (!handed_back_.empty() && busy_slots() < spec_->limits.parallel && granted_ != 0U) {
    if (granted_) --*granted_;
    const auto next = handed_back_.extract(handed_back_.begin());
    retry(trials_[next.key() - 1], next.mapped() + " (its place was at fault)", JobTime{0});
  }
}

std::size_t Scheduler::busy_slots() const {
  return active_.size() - handed_back_.size() - places_.free_slots();
}

void Scheduler::try_places_again() {
  if (ended_ || ending_) return;
  for (const std::uint32_t number : active_) {
    if (!places_.is_due(now_)) return;
    const bool waits = trials_[number - 1].status == TrialStatus::kPending;
    if (waits && !is_withheld({number}) && !places_.is_trying({number}))
      actions_.push_back(places_.try_again({number}, now_));
  }
}

// Nothing runs that could show whether a place is at fault.
bool Scheduler::look_again_without_withheld() {
  if (withheld_.empty() || withheld_.size() != active_.size()) return false;
  end_withholding();
  look_again_ = true;
  return true;
}

}  // namespace tuner
