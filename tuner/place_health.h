// Which places (hosts, devices) are sick: where trial after trial fails while the same job does well elsewhere.
//
// In the flow: the scheduler tells it where runs start, that they print values, and how they end; judge() then says which places
// are set aside, and what becomes of the trials that failed there. A failure that may be its place's is *withheld*: the
// trial waits, without a run, until the place has run another trial well (then the trial is at fault) or is set aside (then
// it is handed back, to be tried elsewhere). Pure; what it answers follows from what it was told.
//
// A place is set aside after Breaker::failures failed runs in a row, of two trials at least, if values or good ends were seen
// elsewhere meanwhile, and if p^n ≤ 2 %, where n counts the failed trials and p = (bad + 1) / (good + bad + 2) is how often
// runs fail elsewhere. So a mistake that strikes everywhere never trips it, nor does a job with one place only. After a pause
// one trial tries the place; the pause doubles each time that this fails too. It is trusted again before that where most of the trials
// that were handed back fail elsewhere as well: then it was them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tuner/events.h"
#include "tuner/job/breaker.h"

namespace tuner {

// What the end of a run says of its place. kNone: it failed by itself, or was stopped before it showed anything.
enum class PlaceEvidence { kNone, kWell, kSuspect };

struct PlaceChange {
  std::optional<MarkPlace> mark = {};
  std::vector<TrialId> handed_back = {};  // withheld trials that the place is to blame for
  std::vector<TrialId> at_fault = {};     // withheld trials that the place is not to blame for
  std::vector<TrialId> excused = {};      // one entry for each run that failed because of the place
};

class PlaceHealth {
 public:
  explicit PlaceHealth(const std::optional<Breaker>& breaker) : breaker_(breaker) {}
  void extend(const std::optional<Breaker>& breaker) { breaker_ = breaker; }
  void open(bool can_avoid_places) { can_avoid_ = can_avoid_places; }

  void on_started(TrialId trial, const std::string& place);
  void on_value(TrialId trial);

  struct Ended {
    TrialId trial;
    std::string place;  // where on_started() was not heard
    PlaceEvidence evidence = PlaceEvidence::kNone;
    std::string reason;     // of the failure, in one line
    bool is_final = false;  // no further attempt follows by itself
  };
  // True: the trial is withheld until judge() names it.
  bool on_ended(const Ended& ended);

  std::vector<PlaceChange> judge(JobTime now);

  // judge() need not name the trials that are withheld now.
  void end_withholding();

  // Whether a place waits for a trial that tries it; and the trial, which has no run yet, that does.
  bool is_due(JobTime now) const;
  bool is_trying(TrialId trial) const { return !tried_by(trial).empty(); }
  MarkPlace try_again(TrialId trial, JobTime now);

  // For the request of the trial's next run.
  std::vector<std::string> avoided_by(TrialId trial) const;
  std::string tried_by(TrialId trial) const;  // empty: none

  // When the next place is due, of those that are not yet.
  std::optional<JobTime> next_deadline(JobTime now) const;

  // How many withheld trials do not count as active: so many at each place. The others hold up what would fail as they did.
  std::size_t free_slots() const;

 private:
  struct Place {
    PlaceStatus status = PlaceStatus::kTrusted;
    JobTime until{0};
    int times = 0;                                                 // set aside in a row
    std::optional<TrialId> prober;                                 // with kTried
    bool recovered = false, failed_again = false, missed = false;  // seen, and not yet judged

    std::uint32_t good = 0, bad = 0;       // ends
    std::uint32_t running = 0, alive = 0;  // runs; those of them that have printed a value
    std::uint64_t signs = 0;               // of life: values and good ends
    std::vector<TrialId> streak = {};      // one entry for each of the last runs that failed
    std::uint64_t signs_elsewhere = 0;     // when the streak began
    std::string last_reason = {};
    std::vector<TrialId> withheld = {};
    std::set<TrialId> suspects = {};  // handed back, and nothing is known of them yet
    std::size_t handed_back = 0, failed_elsewhere = 0;  // since it was set aside
  };
  struct Run {
    std::string place;
    bool alive = false;
  };
  struct Elsewhere {
    std::uint32_t good = 0, bad = 0;
    std::uint64_t signs = 0;
    bool may_tell = false;  // a place of which nothing bad is known runs trials
  };

  bool is_on() const { return breaker_.has_value() && can_avoid_; }
  Elsewhere elsewhere(const Place& place) const;
  void on_failed(Place& place, const Ended& ended);
  void compare_elsewhere(const std::string& name, const Ended& ended);
  PlaceChange judge(const std::string& name, Place& place, JobTime now);
  void hand_back(Place& place, PlaceChange& change) const;
  std::optional<MarkPlace> judge_again(const std::string& name, Place& place, JobTime now);
  bool looks_sick(const Place& place, const Elsewhere& others) const;
  MarkPlace set_aside(const std::string& name, Place& place, JobTime now, std::string why) const;
  std::vector<PlaceChange> forget();

  std::optional<Breaker> breaker_;
  bool can_avoid_ = false;
  std::map<std::string, Place> places_;
  std::map<TrialId, Run> runs_;  // that go on
};

}  // namespace tuner
