// The plain data that flows between the loop and the scheduler, and that the log of steps is made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tuner/base/clock.h"
#include "tuner/job/failure_pattern.h"
#include "tuner/job/metric_point.h"
#include "tuner/job/run.h"
#include "tuner/job/suggestion.h"

namespace tuner {

enum class StopMode { kDrain, kStop };  // kDrain: ask no more; kStop: stop the running trials too

// ---- events: what happened --------------------------------------------------
// A process took ownership (also the first step of a new job, and every resume).
struct JobOpened {
  bool can_avoid_places = false;  // BackendTraits of this process
  bool shares_slots = false;      // with other jobs: a trial begins where a slot has been granted
  bool repeats = false;           // what the end of the job had cut short is tried again
};
struct JobExtended {
  std::uint32_t number = 1;
};  // from here on the job's specification is what its extension of that number made of it
struct RunStarted {
  TrialId trial;
  std::uint32_t attempt = 1;
  std::string place;
};  // it is executing, not merely queued
struct MetricsSeen {
  TrialId trial;
  std::uint32_t attempt = 1;
  std::vector<MetricPoint> points;
  std::uint64_t log_offset = 0;  // the scraper's complete_offset after them
};
struct RunEnded {
  TrialId trial;
  std::uint32_t attempt = 1;
  RunStatus status;
  std::string log_tail;     // the last lines, for the reason of a failure
  std::string metric_note;  // what the scraper found and did not, when the objective is missing
  std::optional<LogEvidence> evidence = {};  // what its log says about why it failed
  std::string value_note =
      {};  // why its last values may not be the last that it printed; empty: they are
};
struct SubmitFailed {
  TrialId trial;
  std::uint32_t attempt = 1;
  std::string reason;
};  // final: the run never existed
struct StopRequested {
  StopMode mode = StopMode::kDrain;
  std::int64_t command = 0;           // its row, 0 if none
  std::optional<TrialId> trial = {};  // this one alone, whatever the mode
};
// What the model of the trials says of how far the search has come (metrics/convergence.h).
struct ConvergenceSeen {
  std::uint32_t results = 0;            // trials with a value
  double bound = 0.0, tolerance = 0.0;  // in the objective's unit
};
struct SlotsGranted {
  std::uint32_t count = 1;
};  // so many trials may begin in this step, of a job that shares its slots; what is not used lapses
using Event = std::variant<JobOpened,
                           JobExtended,
                           RunStarted,
                           MetricsSeen,
                           RunEnded,
                           SubmitFailed,
                           StopRequested,
                           ConvergenceSeen,
                           SlotsGranted>;

// ---- actions: what to do ----------------------------------------------------
struct StartRun {
  TrialId trial;
  std::uint32_t attempt = 1;
  Suggestion suggestion;
  JobTime not_before{0};  // job time: a retry waits for its backoff
  bool operator==(const StartRun&) const = default;
};
struct StopRun {
  TrialId trial;
  std::uint32_t attempt = 1;
  std::string why;
  bool operator==(const StopRun&) const = default;
};
enum class JobStatus { kRunning, kCompleted, kStopped, kFailed };
struct EndJob {
  JobStatus status = JobStatus::kCompleted;
  std::string why;
  bool operator==(const EndJob&) const = default;
};
enum class PlaceStatus {
  kTrusted,
  kSetAside,  // no run is sent there
  kTried,     // one run is, to see whether it is well again
};
// What is thought of a place from now on. To be told to people; the requests of later runs follow from it.
struct MarkPlace {
  std::string place;
  PlaceStatus status = PlaceStatus::kTrusted;
  JobTime until{0};  // kSetAside: it is not tried again before
  std::string why;   // a sentence
  bool operator==(const MarkPlace&) const = default;
};
using Action = std::variant<StartRun, StopRun, EndJob, MarkPlace>;

// One row of the log: numbered from 1 without gaps, committed before any of its actions is carried out.
struct StepRecord {
  std::uint64_t number = 0;
  JobTime now{0};
  TimePoint wall{};
  std::vector<Event> events;
  std::vector<Action> actions;
};

std::string_view name_of(JobStatus status);
std::string_view name_of(PlaceStatus status);  // "set aside"
std::optional<PlaceStatus> place_status_from(std::string_view name);
std::optional<JobStatus> job_status_from(std::string_view name);

}  // namespace tuner
