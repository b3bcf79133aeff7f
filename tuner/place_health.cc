#include "tuner/place_health.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace tuner {
namespace {

constexpr double kMostLikelihood = 0.02;  // of a streak at a place that is like the others
constexpr std::size_t kLongestStreak = 64;
constexpr int kMaxDoublings = 7;

std::size_t distinct(const std::vector<TrialId>& trials) {
  return std::set<TrialId>(trials.begin(), trials.end()).size();
}

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

void append(std::vector<TrialId>& trials, std::vector<TrialId>& further) {
  trials.insert(trials.end(), further.begin(), further.end());
  further.clear();
}

}  // namespace

void PlaceHealth::on_started(TrialId trial, const std::string& name) {
  if (!is_on() || name.empty()) return;
  if (!runs_.emplace(trial, Run{name}).second) return;
  ++places_[name].running;
  for (auto& [other, place] : places_) {
    if (place.prober == trial && other != name) place.missed = true;
  }
}

void PlaceHealth::on_value(TrialId trial) {
  const auto run = runs_.find(trial);
  if (run == runs_.end()) return;
  Place& place = places_[run->second.place];
  ++place.signs;
  if (!std::exchange(run->second.alive, true)) ++place.alive;
}

bool PlaceHealth::on_ended(const Ended& ended) {
  if (!is_on()) return false;
  std::string name = ended.place;
  if (auto run = runs_.extract(ended.trial)) {
    name = run.mapped().place;
    Place& place = places_[name];
    --place.running;
    if (run.mapped().alive) --place.alive;
  }
  for (auto& [other, each] : places_) {
    if (each.prober == ended.trial && (other != name || ended.evidence == PlaceEvidence::kNone))
      each.missed = true;
  }
  if (name.empty() || ended.evidence == PlaceEvidence::kNone) return false;
  compare_elsewhere(name, ended);
  Place& place = places_[name];
  if (ended.evidence == PlaceEvidence::kWell) {
    ++place.good;
    ++place.signs;
    place.streak.clear();
    place.recovered = true;
    return false;
  }
  on_failed(place, ended);
  const bool withheld =
      ended.is_final && (place.status != PlaceStatus::kTrusted || elsewhere(place).may_tell);
  if (withheld) place.withheld.push_back(ended.trial);
  return withheld;
}

// A trial that was handed back shows at another place, once, whether its first one was to blame.
void PlaceHealth::compare_elsewhere(const std::string& name, const Ended& ended) {
  for (auto& [other, place] : places_) {
    if (other == name || place.suspects.erase(ended.trial) == 0) continue;
    if (ended.evidence == PlaceEvidence::kSuspect) ++place.failed_elsewhere;
  }
}

void PlaceHealth::on_failed(Place& place, const Ended& ended) {
  ++place.bad;
  place.recovered = false;
  if (place.prober == ended.trial) place.failed_again = true;
  if (place.streak.empty()) place.signs_elsewhere = elsewhere(place).signs;
  if (place.streak.size() == kLongestStreak) place.streak.erase(place.streak.begin());
  place.streak.push_back(ended.trial);
  place.last_reason = ended.reason;
}

void PlaceHealth::end_withholding() {
  for (auto& [name, place] : places_) place.withheld.clear();
}

PlaceHealth::Elsewhere PlaceHealth::elsewhere(const Place& place) const {
  Elsewhere others;
  for (const auto& [name, each] : places_) {
    if (&each == &place) continue;
    others.signs += each.signs;
    if (each.status != PlaceStatus::kTrusted) continue;
    others.good += each.good + each.alive;
    others.bad += each.bad;
    others.may_tell |= each.streak.empty() && (each.good > 0 || each.running > 0);
  }
  return others;
}

bool PlaceHealth::looks_sick(const Place& place, const Elsewhere& others) const {
  if (place.streak.size() < breaker_->failures) return false;
  if (others.signs <= place.signs_elsewhere) return false;
  const std::size_t trials = distinct(place.streak);
  if (trials < std::min<std::size_t>(2, breaker_->failures)) return false;
  const double rate = (others.bad + 1.0) / (others.good + others.bad + 2.0);
  return std::pow(rate, static_cast<double>(trials)) <= kMostLikelihood;
}

std::vector<PlaceChange> PlaceHealth::judge(JobTime now) {
  if (!is_on()) return forget();
  std::vector<PlaceChange> changes;
  for (auto& [name, place] : places_) {
    PlaceChange change = judge(name, place, now);
    if (change.mark || !change.handed_back.empty() || !change.at_fault.empty() ||
        !change.excused.empty())
      changes.push_back(std::move(change));
  }
  return changes;
}

PlaceChange PlaceHealth::judge(const std::string& name, Place& place, JobTime now) {
  PlaceChange change;
  if (place.status != PlaceStatus::kTrusted) {
    hand_back(place, change);
    change.mark = judge_again(name, place, now);
    return change;
  }
  if (std::exchange(place.recovered, false)) append(change.at_fault, place.withheld);
  if (place.streak.empty()) return change;
  const Elsewhere others = elsewhere(place);
  if (looks_sick(place, others)) {
    change.mark = set_aside(name,
                            place,
                            now,
                            counted(place.streak.size(), "run") + " in a row failed there, of " +
                                counted(distinct(place.streak), "trial") + ", the last one: " +
                                place.last_reason + "; elsewhere " + std::to_string(others.good) +
                                " ran well and " + std::to_string(others.bad) + " failed");
    place.handed_back = place.failed_elsewhere = 0;
    hand_back(place, change);
  } else if (!others.may_tell) {
    append(change.at_fault, place.withheld);
  }
  return change;
}

void PlaceHealth::hand_back(Place& place, PlaceChange& change) const {
  place.handed_back += place.withheld.size();
  place.suspects.insert(place.withheld.begin(), place.withheld.end());
  append(change.handed_back, place.withheld);
  append(change.excused, place.streak);
}

// What has been seen since it was set aside.
std::optional<MarkPlace> PlaceHealth::judge_again(const std::string& name,
                                                  Place& place,
                                                  JobTime now) {
  const bool recovered = std::exchange(place.recovered, false);
  const bool failed_again = std::exchange(place.failed_again, false);
  const bool missed = std::exchange(place.missed, false);
  const bool cleared = 2 * place.failed_elsewhere > place.handed_back;
  if (recovered || cleared) {
    place.status = PlaceStatus::kTrusted;
    place.prober.reset();
    place.suspects.clear();
    place.failed_elsewhere = 0;
    place.times = 0;
    return MarkPlace{name,
                     PlaceStatus::kTrusted,
                     JobTime{0},
                     recovered ? "a trial ran well there"
                               : "most of the trials that failed there fail elsewhere too"};
  }
  if (failed_again) {
    return set_aside(name,
                     place,
                     now,
                     "trial " + std::to_string(place.prober->number) +
                         " failed there too: " + place.last_reason);
  }
  if (!missed || !place.prober) return std::nullopt;
  const std::string trial = "trial " + std::to_string(place.prober->number);
  place.status = PlaceStatus::kSetAside;
  place.prober.reset();
  return MarkPlace{
      name, PlaceStatus::kSetAside, place.until, trial + " did not show whether it is well again"};
}

MarkPlace PlaceHealth::set_aside(const std::string& name,
                                 Place& place,
                                 JobTime now,
                                 std::string why) const {
  place.status = PlaceStatus::kSetAside;
  place.prober.reset();
  place.until = now + breaker_->retry_after * (1 << std::min(place.times, kMaxDoublings));
  ++place.times;
  return {name, PlaceStatus::kSetAside, place.until, std::move(why)};
}

// The breaker is off from now on.
std::vector<PlaceChange> PlaceHealth::forget() {
  std::vector<PlaceChange> changes;
  for (auto& [name, place] : places_) {
    PlaceChange change;
    append(change.at_fault, place.withheld);
    if (place.status != PlaceStatus::kTrusted)
      change.mark = MarkPlace{name, PlaceStatus::kTrusted, JobTime{0}, "no place is set aside now"};
    changes.push_back(std::move(change));
  }
  places_.clear();
  runs_.clear();
  return changes;
}

bool PlaceHealth::is_due(JobTime now) const {
  return std::ranges::any_of(places_, [&](const auto& each) {
    return each.second.status == PlaceStatus::kSetAside && each.second.until <= now;
  });
}

MarkPlace PlaceHealth::try_again(TrialId trial, JobTime now) {
  const auto due = std::ranges::find_if(places_, [&](const auto& each) {
    return each.second.status == PlaceStatus::kSetAside && each.second.until <= now;
  });
  due->second.status = PlaceStatus::kTried;
  due->second.prober = trial;
  return {due->first,
          PlaceStatus::kTried,
          JobTime{0},
          "trial " + std::to_string(trial.number) + " shows whether it is well again"};
}

std::vector<std::string> PlaceHealth::avoided_by(TrialId trial) const {
  std::vector<std::string> names;
  for (const auto& [name, place] : places_) {
    if (place.status != PlaceStatus::kTrusted && place.prober != trial) names.push_back(name);
  }
  return names;
}

std::string PlaceHealth::tried_by(TrialId trial) const {
  for (const auto& [name, place] : places_) {
    if (place.prober == trial) return name;
  }
  return {};
}

std::optional<JobTime> PlaceHealth::next_deadline(JobTime now) const {
  std::optional<JobTime> next;
  for (const auto& [name, place] : places_) {
    if (place.status != PlaceStatus::kSetAside || place.until <= now) continue;
    next = std::min(next.value_or(place.until), place.until);
  }
  return next;
}

std::size_t PlaceHealth::free_slots() const {
  std::size_t count = 0;
  for (const auto& [name, place] : places_) {
    if (is_on()) count += std::min<std::size_t>(place.withheld.size(), breaker_->failures);
  }
  return count;
}

}  // namespace tuner
