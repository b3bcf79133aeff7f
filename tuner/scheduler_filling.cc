// How free slots are filled: with what a sick place handed back, with what a stop had cut short, with what the strategy suggests.
#include <algorithm>
#include <limits>
#include <utility>

#include "tuner/base/check.h"
#include "tuner/scheduler.h"
#include "tuner/suggestion_source.h"

namespace tuner {
namespace {

// Of a log that is damaged.
tl::unexpected<Error> nothing_to_continue(TrialId earlier) {
  return fail(
      ErrorCode::kInternal,
      "there is no trial " + std::to_string(earlier.number) + " that has ended to continue");
}

// Likewise.
tl::unexpected<Error> no_such_definition(const Suggestion& suggestion) {
  return fail(ErrorCode::kInternal,
              "there is no definition " + std::to_string(suggestion.definition) + " of this job");
}

// The job may have been extended since.
bool is_still_allowed(const TuningJobSpec& spec, const Suggestion& suggestion) {
  const Result<SearchSpace> space = spec.definition_of(suggestion).space();
  return space && space->check(suggestion.configuration);
}

}  // namespace

std::size_t Scheduler::open_slots() const {
  const std::size_t most = std::min<std::size_t>(capacity_, spec_->limits.parallel);
  return most - std::min(most, busy_slots());
}

std::size_t Scheduler::free_slots() const {
  return granted_ ? std::min(open_slots(), *granted_) : open_slots();
}

std::size_t Scheduler::room() const {
  if (ended_ || ending_ || stop_mode_) return 0;
  const std::size_t fresh = trials_are_used_up() ? 0 : std::min(trials_left(), open_slots());
  return std::min(open_slots(), fresh + handed_back_.size() + repeats_.size());
}

Result<void> Scheduler::fill_slots(SuggestionSource& source) {
  if (ended_ || ending_ || stop_mode_) return {};
  start_handed_back();
  start_repeats();
  if (trials_are_used_up()) return {};
  const TrialId first{static_cast<std::uint32_t>(trials_.size() + 1)};
  const std::size_t count = std::min(source.wanted(first, free_slots()), trials_left());
  if (count == 0) return {};
  TUNER_ASSIGN_OR_RETURN(const std::vector<Suggestion> suggestions,
                         source.next(*strategy_, first, count));
  TUNER_CHECK(suggestions.size() <= count,
              "a strategy must not suggest more than it was asked for");
  for (const Suggestion& suggestion : suggestions) {
    if (suggestion.definition >= std::max<std::size_t>(spec_->definitions.size(), 1))
      return no_such_definition(suggestion);
    if (suggestion.resume_from && !has_ended(*suggestion.resume_from))
      return nothing_to_continue(*suggestion.resume_from);
    begin_trial(suggestion);
  }
  return {};
}

void Scheduler::begin_trial(const Suggestion& suggestion) {
  const TrialId id{static_cast<std::uint32_t>(trials_.size() + 1)};
  trials_.push_back({.id = id,
                     .name = spec_->trial_name(identity_, id),
                     .suggestion = suggestion,
                     .attempts = 1,
                     .objectives = std::vector<std::optional<double>>(spec_->objectives.size()),
                     .constraints = std::vector<std::optional<double>>(spec_->constraints.size()),
                     .created_at = wall_});
  stops_.emplace_back();
  active_.insert(id.number);
  changed_.insert(id.number);
  actions_.push_back(StartRun{id, 1, suggestion, now_});
}

// Their configurations are tried by new trials, which go on from their checkpoints and count instead of them.
void Scheduler::plan_repeats() {
  for (const std::uint32_t number : std::exchange(cut_short_, {})) {
    Suggestion again = trials_[number - 1].suggestion;
    if (!is_still_allowed(*spec_, again)) continue;
    again.resume_from = TrialId{number};
    repeats_.push_back(std::move(again));
  }
}

void Scheduler::start_repeats() {
  while (!repeats_.empty() && busy_slots() < spec_->limits.parallel && granted_ != 0U) {
    if (granted_) --*granted_;
    const Suggestion suggestion = std::move(repeats_.front());
    repeats_.erase(repeats_.begin());
    strategy_->recall(TrialId{static_cast<std::uint32_t>(trials_.size() + 1)}, {&suggestion, 1});
    begin_trial(suggestion);
    ++repeated_;
  }
}

std::size_t Scheduler::trials_left() const {
  if (!spec_->limits.trials) return std::numeric_limits<std::size_t>::max();
  return *spec_->limits.trials -
         std::min<std::size_t>(*spec_->limits.trials, trials_.size() - repeated_);
}

bool Scheduler::trials_are_used_up() const { return trials_left() == 0 || strategy_->exhausted(); }

}  // namespace tuner
