// Plain data about what a backend executes for a trial; shared by backends, store and scheduler.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/base/ids.h"
#include "tuner/space/configuration.h"

namespace tuner {

// A named input folder of a training (SM_CHANNEL_<NAME>).
struct Channel {
  std::filesystem::path folder;  // absolute; or one file, which a folder is made for
  std::string content_type = {};
  bool operator==(const Channel&) const = default;
};

// Everything a backend needs to execute one attempt of a trial. Deterministic: built from the spec and the trial alone, but for
// the places and `find_only`, which change nothing of a run that has been submitted before.
struct RunRequest {
  JobName job;
  TrialId trial;
  std::uint32_t attempt = 1;
  std::string trial_name;  // TRAINING_JOB_NAME, the same for every attempt
  std::string arn_prefix;  // of TRAINING_JOB_ARN; empty: a local one
  std::string run_name;    // unique; submit() is idempotent in it
  std::vector<std::string>
      command;  // argv, placeholders not yet filled in; argv[0] may be a name on PATH
  Configuration configuration;  // tuned values, for in-process trainings and for placeholders
  std::map<std::string, std::string> hyperparameters;  // static and tuned values as text, by name
  std::map<std::string, std::string> environment;      // on top of the backend's own
  std::filesystem::path working_folder;                // absolute
  std::filesystem::path trial_folder;                  // absolute; shared by the attempts
  // Absolute; shared by the attempts, and by the trials that continue one another: one run at a time.
  std::filesystem::path checkpoint_folder;
  std::map<std::string, Channel> channels;
  std::string objective_metric;  // _tuning_objective_metric of the training contract
  std::optional<std::chrono::milliseconds> time_limit = {};
  std::chrono::milliseconds grace{30'000};  // between TERM and KILL
  int gpus = 0;
  std::uint64_t log_limit_bytes = 0;  // 0: none. Beyond it the log is cut and says so
  bool bind_opt_ml = false;           // mount the base folder at /opt/ml for this run alone
  // As RunStatus::place names them. The run goes to none of these, where the backend has any other, even if it has to wait.
  std::vector<std::string> avoid_places = {};
  std::string try_place = {};  // it goes there if that is free; empty: anywhere
  bool find_only = false;      // it is to stop: nothing is started any more
};

// Of one attempt, below the folder that it shares with the others.
inline std::filesystem::path run_folder(const std::filesystem::path& trial_folder,
                                        std::uint32_t attempt) {
  return trial_folder / ("a" + std::to_string(attempt));
}

// Enough to find a run after a restart of this process, or on another backend object.
struct RunHandle {
  std::string backend;  // the backend's name
  std::string id;       // its own business
  bool operator==(const RunHandle&) const = default;
};

enum class RunPhase { kQueued, kRunning, kEnded };

// Why a run ended, from evidence, first match wins; docs/failures.md holds the table.
enum class RunEnd {
  kSucceeded,
  kStopped,         // our own stop
  kTimeLimit,       // our own limit
  kOutOfMemory,     // the kernel or the cluster says so
  kUserError,       // exit code other than 0, or a signal that the training raised itself
  kInfrastructure,  // an unexplained SIGKILL, a host that went away
  kPreempted,       // its place is wanted by others
  kStartError,      // the command could not be started at all
  kLost,            // the backend knows nothing of it any more
};

struct RunStatus {
  RunPhase phase = RunPhase::kQueued;
  RunEnd end = RunEnd::kLost;  // meaningful when phase is kEnded
  std::optional<int> exit_code = {};
  std::optional<int> signal = {};
  std::string reason = {};  // one sentence, for people
  bool said_by_training =
      false;  // that is, in place of the sentence: the first 1024 characters of output/failure
  std::string place = {};                // host and device, where known
  std::chrono::milliseconds ran_for{0};  // meaningful when phase is kEnded
};

// How a backend ends the line in which it cuts a log. What stands there may be the half of a number: no metric is read from it.
inline constexpr std::string_view kLogCutMark = "; the rest is cut]";

struct LogChunk {
  std::string text;
  std::uint64_t next_offset = 0;
};

}  // namespace tuner
