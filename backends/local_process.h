// Runs trainings as processes of this machine, each below a supervisor that outlives us.
//
// In the flow: submit() fills the run's folder and starts a supervisor; from then on the folder
// says everything (see run_records.h), and this object only remembers what it can ask again. So any
// other LocalProcess, in any process, finds the run by its handle, whose id is the folder's path
// below that of the jobs: a home may be moved.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backends/gpu_slots.h"
#include "backends/run_records.h"
#include "backends/supervisors.h"
#include "backends/training_environment.h"
#include "backends/unique_fd.h"
#include "tuner/backend.h"

namespace tuner {

struct LocalProcessOptions {
  std::filesystem::path slots_folder;  // where the locks of the GPUs are; see gpu_slots.h
  std::filesystem::path jobs_folder;   // absolute; all trial folders are below it
  std::optional<std::filesystem::path> supervisor =
      {};  // unset: found beside this program or where it was installed
  std::optional<std::vector<std::string>> gpus = {};  // unset: find_gpus()
};

class LocalProcess final : public Backend {
 public:
  // kFailedPrecondition when there is no supervisor to be found.
  static Result<std::unique_ptr<LocalProcess>> create(LocalProcessOptions options);

  BackendTraits traits() const override;
  Result<RunHandle> submit(const RunRequest& request) override;
  Result<std::vector<RunStatus>> status(std::span<const RunHandle> runs) override;
  Result<LogChunk> read_log(const RunHandle& run, std::uint64_t offset) override;
  Result<void> stop(const RunHandle& run, std::chrono::milliseconds grace) override;
  Result<void> remove(const RunHandle& run) override;
  // Returns at once when a supervisor ends.
  void wait(std::chrono::milliseconds at_most, std::stop_token wake) override;

 private:
  // What a run's folder says at one moment.
  struct Folder {
    UniqueFd descriptor;
    RunRecords records;
    bool locked = false;  // somebody starts or supervises the run
  };

  LocalProcess(LocalProcessOptions options, Supervisors supervisors);

  std::string folder_of(const RunHandle& run) const;
  // nullopt: there is no such run. kUnavailable: what there is cannot be read just now.
  static Result<std::optional<Folder>> look_into(const std::string& path);
  Result<GpuGrant> take_gpus(const RunRequest& request) const;
  Result<void> start(const RunRequest& request, UniqueFd folder, UniqueFd run_file);
  const LiveRun* adopt(const std::string& path, const Folder& folder);
  Result<const LiveRun*> find_live(const std::string& path);  // null: none
  Result<const LiveRun*> find_live_soon(const std::string& path);
  Result<RunStatus> status_of(const std::string& path);

  LocalProcessOptions options_;
  Environment inherited_;
  GpuSlots slots_;
  std::string host_;
  std::string oom_counter_;
  Supervisors supervisors_;
  bool unwatched_ = false;  // some run is alive and we could not find its supervisor's process
};

}  // namespace tuner
