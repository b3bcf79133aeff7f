// The one folder that holds all state of tuner on a machine:
//
//   tuner.db            the database of all jobs
//   jobs/<job>/lock     held by the process that runs the job
//   jobs/<job>/…        the folders of its trials
//   slots/gpu-N.lock    held by whoever uses device N
//   studies/<study>.log what was asked and told of a study of the server
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "tuner/base/file_lock.h"
#include "tuner/base/ids.h"
#include "tuner/base/result.h"

namespace tuner {

class Home {
 public:
  // Where the home is: `option` (--home), else `environment` (TUNER_HOME, if not empty), else the
  // nearest ".tuner" from `current_folder` upwards, else a new one there. Absolute; creates
  // nothing.
  static std::filesystem::path locate(const std::optional<std::filesystem::path>& option,
                                      const std::optional<std::string>& environment,
                                      const std::filesystem::path& current_folder);

  // Creates what is missing of it: a new home is its user's alone, and what is made in it is as open to others as the home. kUnavailable when it cannot be written to, kInvalidArgument on a
  // network file system.
  static Result<Home> open(const std::filesystem::path& folder);

  // For readers: looks at nothing and creates nothing.
  explicit Home(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path database() const { return folder_ / "tuner.db"; }
  std::filesystem::path jobs_folder() const { return folder_ / "jobs"; }
  std::filesystem::path job_folder(const JobName& job) const { return jobs_folder() / job.text; }
  std::filesystem::path slots_folder() const { return folder_ / "slots"; }
  std::filesystem::path studies_folder() const { return folder_ / "studies"; }

  // The ownership of a job, for as long as the value lives. kFailedPrecondition "job X is being run
  // by process N on this machine".
  Result<FileLock> lock_job(const JobName& job) const;

  // The process that runs a job now (0: it cannot be told which); nullopt when none does.
  std::optional<int> job_owner(const JobName& job) const;

 private:
  std::filesystem::path job_lock(const JobName& job) const { return job_folder(job) / "lock"; }

  std::filesystem::path folder_;
};

}  // namespace tuner
