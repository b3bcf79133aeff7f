// What a run's folder says about the run: the language between the local backend and its
// supervisors.
//
//   run      locked (OFD, exclusive) by whoever starts or supervises the run. The supervisor
//            appends the StartRecord before the training exists, and the EndRecord when nothing of
//            the run is left; both fit into the block that the first one allocates, so that a full
//            disk cannot swallow an end.
//            Unlocked and without StartRecord: never begun; unlocked and without EndRecord: lost
//   log      standard output and error of the training
//   ml/      what the training sees as /opt/ml
//
// Used by the supervisor too: nothing here throws, logs or needs more than the C library.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tuner {

inline constexpr const char* kRunFile = "run";
inline constexpr const char* kLogFile = "log";

// In the environment of everything that a run starts: the path of its folder.
inline constexpr std::string_view kRunFolderVariable = "TUNER_RUN_FOLDER";

struct StartRecord {
  int supervisor = 0;           // process id, also the id of its session
  std::int64_t started_at = 0;  // wall clock, milliseconds since 1970
  std::uint64_t log_limit = 0;  // bytes; 0: none
  std::string place = {};
};

enum class EndCause {
  kOwn,         // the training ended by itself
  kStop,        // our stop
  kTimeLimit,   // our limit
  kOutside,     // somebody else sent TERM to the supervisor
  kStartError,  // the training could not be started; `message` says why
  kMachine,     // likewise, and only for want of something that the machine has at other times
};

struct EndRecord {
  EndCause cause = EndCause::kOwn;
  std::optional<int> exit_code = {}, signal = {};  // of the training's first process
  std::chrono::milliseconds ran_for{0};
  bool oom_kill = false;   // the kernel killed for memory in this cgroup during the run
  bool left_over = false;  // some process did not die of KILL
  std::string message = {};
};

struct RunRecords {
  std::optional<StartRecord> start;
  std::optional<EndRecord> end;
};

std::string to_text(const StartRecord& record);
std::string to_text(const EndRecord& record);
// A record that is not there completely counts as absent.
RunRecords run_records_from(std::string_view content);

// The whole of a small file (at most 64 kB) in an open folder; nullopt with errno set when it cannot be read.
std::optional<std::string> read_small_file(int folder, const char* name);
// Writes everything or returns false with errno set.
bool write_all(int file, std::string_view content);

}  // namespace tuner
