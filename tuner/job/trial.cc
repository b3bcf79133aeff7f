#include "tuner/job/trial.h"

#include <algorithm>
#include <array>
#include <utility>

#include "tuner/base/check.h"

namespace tuner {
namespace {

constexpr std::array<std::pair<TrialStatus, std::string_view>, 6> kStatusNames{{
    {TrialStatus::kPending, "pending"},
    {TrialStatus::kRunning, "running"},
    {TrialStatus::kSucceeded, "succeeded"},
    {TrialStatus::kFailed, "failed"},
    {TrialStatus::kStoppedEarly, "stopped early"},
    {TrialStatus::kCancelled, "cancelled"},
}};

constexpr std::array<std::pair<FailureClass, std::string_view>, 8> kFailureNames{{
    {FailureClass::kNone, "none"},
    {FailureClass::kUserError, "user error"},
    {FailureClass::kOutOfMemory, "out of memory"},
    {FailureClass::kTimeLimit, "time limit"},
    {FailureClass::kDiverged, "diverged"},
    {FailureClass::kMetricMissing, "metric missing"},
    {FailureClass::kInfrastructure, "infrastructure"},
    {FailureClass::kPreempted, "preempted"},
}};

template <class Table, class Key>
std::string_view find_name(const Table& table, Key key) {
  for (const auto& [value, name] : table) {
    if (value == key) return name;
  }
  TUNER_CHECK(false, "an enumerator without a name");
}

template <class Key, class Table>
std::optional<Key> find_key(const Table& table, std::string_view name) {
  for (const auto& [value, text] : table) {
    if (text == name) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(TrialStatus status) { return find_name(kStatusNames, status); }
std::optional<TrialStatus> trial_status_from(std::string_view name) {
  return find_key<TrialStatus>(kStatusNames, name);
}

std::string_view name_of(FailureClass failure) { return find_name(kFailureNames, failure); }
std::optional<FailureClass> failure_class_from(std::string_view name) {
  return find_key<FailureClass>(kFailureNames, name);
}

bool is_terminal(TrialStatus status) {
  return status != TrialStatus::kPending && status != TrialStatus::kRunning;
}

bool may_move(TrialStatus from, TrialStatus to) { return from == to || !is_terminal(from); }

std::size_t replaced_trials(std::span<const Trial> trials) {
  return static_cast<std::size_t>(std::ranges::count_if(trials, [&](const Trial& trial) {
    const auto& earlier = trial.suggestion.resume_from;
    return earlier && trials[earlier->number - 1].status == TrialStatus::kCancelled;
  }));
}

bool has_budgets(std::span<const Trial> trials) {
  return std::ranges::any_of(
      trials, [](const Trial& trial) { return trial.suggestion.budget.has_value(); });
}

TrialId first_of_chain(std::span<const Trial> trials, TrialId trial) {
  while (const auto earlier = trials[trial.number - 1].suggestion.resume_from) {
    TUNER_CHECK(earlier->number >= 1 && *earlier < trial, "a trial continues an earlier one");
    trial = *earlier;
  }
  return trial;
}

}  // namespace tuner
