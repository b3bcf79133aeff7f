#include "tuner/store/home.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <system_error>

#include "tuner/store/disk.h"

namespace tuner {
namespace fs = std::filesystem;

namespace {

constexpr const char* kFolderName = ".tuner";
constexpr mode_t kPrivate =
    0700;  // the environment of trainings is in the database, and may hold secrets
constexpr mode_t kAnybody = 0777;

fs::path absolute_from(const fs::path& current_folder, const fs::path& path) {
  return (current_folder / path).lexically_normal();
}

// Those above it as everybody makes them, itself with this mode, less the umask; nothing where it is there.
Result<void> create_folder(const fs::path& folder, mode_t mode) {
  std::error_code error;
  const fs::path itself = folder.has_filename() ? folder : folder.parent_path();
  fs::create_directories(itself.parent_path(), error);
  if (!error && ::mkdir(itself.c_str(), mode) != 0 && !fs::is_directory(itself, error) && !error)
    error = std::make_error_code(std::errc::not_a_directory);
  if (!error) return {};
  return fail(ErrorCode::kUnavailable,
              "cannot create this folder of the home (" + error.message() +
                  "); choose another home with --home or TUNER_HOME",
              folder.string());
}

}  // namespace

fs::path Home::locate(const std::optional<fs::path>& option,
                      const std::optional<std::string>& environment,
                      const fs::path& current_folder) {
  if (option) return absolute_from(current_folder, *option);
  if (environment && !environment->empty()) return absolute_from(current_folder, *environment);
  for (fs::path folder = current_folder;; folder = folder.parent_path()) {
    std::error_code ignored;
    if (fs::is_directory(folder / kFolderName, ignored)) return folder / kFolderName;
    if (folder == folder.parent_path()) return current_folder / kFolderName;
  }
}

Result<Home> Home::open(const fs::path& folder) {
  const Home home(folder);
  TUNER_RETURN_IF_ERROR(create_folder(folder, kPrivate));
  TUNER_RETURN_IF_ERROR(check_local_disk(folder));
  if (access(folder.c_str(), R_OK | W_OK | X_OK) != 0) {
    return fail(ErrorCode::kUnavailable,
                "the home cannot be written to (" + std::system_category().message(errno) +
                    "); choose another one with --home or TUNER_HOME",
                folder.string());
  }
  struct stat status {};
  const bool known = ::stat(folder.c_str(), &status) == 0;
  const mode_t mode = known ? status.st_mode & kAnybody : kPrivate;
  TUNER_RETURN_IF_ERROR(create_folder(home.jobs_folder(), mode));
  TUNER_RETURN_IF_ERROR(create_folder(home.slots_folder(), mode));
  return home;
}

Result<FileLock> Home::lock_job(const JobName& job) const {
  TUNER_RETURN_IF_ERROR(create_folder(job_folder(job), kAnybody));
  Result<FileLock> lock = FileLock::acquire(job_lock(job));
  if (lock || lock.error().code != ErrorCode::kFailedPrecondition) return lock;
  const int owner = lock_owner(job_lock(job)).value_or(0);
  const std::string who = owner > 0 ? "process " + std::to_string(owner) : "another process";
  return fail(ErrorCode::kFailedPrecondition,
              "job " + job.text + " is being run by " + who + " on this machine",
              job_lock(job).string());
}

std::optional<int> Home::job_owner(const JobName& job) const { return lock_owner(job_lock(job)); }

}  // namespace tuner
