#include "backends/local_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <thread>

#include "backends/log_chunk.h"
#include "backends/oom_counter.h"
#include "backends/process_table.h"
#include "backends/run_end.h"
#include "backends/spawn_supervisor.h"
#include "backends/system_error.h"
#include "tuner/base/file_lock.h"

namespace tuner {
namespace fs = std::filesystem;

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPatienceWithLeftOvers{2'000};
// From a supervisor's first instruction to its record.
constexpr milliseconds kPatienceWithStart{1'000};
constexpr milliseconds kLongestGrace{24 * 3'600'000};
constexpr milliseconds kLookAgain{20};  // for what cannot be waited for

RunStatus lost(std::string why) {
  return {.phase = RunPhase::kEnded, .end = RunEnd::kLost, .reason = std::move(why)};
}

RunStatus lost_without_supervisor(const std::string& folder) {
  const bool clean = kill_left_overs(folder, kPatienceWithLeftOvers);
  return lost(
      clean ? "the run's supervisor was killed, and with it the training"
            : "the run's supervisor was killed, and a process of the run does not die of KILL");
}

bool passes(int number) { return code_of_system_error(number) == ErrorCode::kUnavailable; }

tl::unexpected<Error> cannot_be_read(const std::string& run, int number) {
  return fail(ErrorCode::kUnavailable,
              "what became of the run cannot be read: " + std::generic_category().message(number),
              run);
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

// As open to others as the folder.
mode_t mode_of_files_in(const fs::path& folder) {
  constexpr mode_t kAnybody = 0666, kPrivate = 0600;
  struct stat status;
  return ::stat(folder.c_str(), &status) == 0 ? status.st_mode & kAnybody : kPrivate;
}

std::string joined(const std::vector<std::string>& devices) {
  std::string list;
  for (const std::string& device : devices) list += (list.empty() ? "" : ",") + device;
  return list;
}

}  // namespace

Result<std::unique_ptr<LocalProcess>> LocalProcess::create(LocalProcessOptions options) {
  if (!options.supervisor) options.supervisor = find_supervisor();
  if (!options.supervisor || ::access(options.supervisor->c_str(), X_OK) != 0) {
    return fail(ErrorCode::kUnavailable,
                "tuner-supervisor is neither beside this program, nor in ../libexec/tuner, nor "
                "where it was installed",
                options.supervisor.value_or("").string());
  }
  TUNER_ASSIGN_OR_RETURN(Supervisors supervisors, Supervisors::create());
  return std::unique_ptr<LocalProcess>(
      new LocalProcess(std::move(options), std::move(supervisors)));
}

LocalProcess::LocalProcess(LocalProcessOptions options, Supervisors supervisors)
    : options_(std::move(options)),
      inherited_(inherited_environment()),
      slots_(options_.slots_folder, options_.gpus ? *options_.gpus : find_gpus()),
      host_(host_name()),
      oom_counter_(find_oom_counter()),
      supervisors_(std::move(supervisors)) {}

BackendTraits LocalProcess::traits() const {
  return {.name = "local", .can_avoid_places = slots_.count() > 1};
}

// Earlier versions recorded the whole path, as it was then.
std::string LocalProcess::folder_of(const RunHandle& run) const {
  const fs::path id(run.id);
  if (id.is_relative()) return (options_.jobs_folder / id).string();
  const fs::path trial = id.parent_path(), job = trial.parent_path();
  return (options_.jobs_folder / job.filename() / trial.filename() / id.filename()).string();
}

Result<RunHandle> LocalProcess::submit(const RunRequest& request) {
  const std::string path = run_folder(request).string();
  RunHandle handle{"local", fs::path(path).lexically_relative(options_.jobs_folder).string()};
  if (supervisors_.find(path) != nullptr) return handle;
  TUNER_ASSIGN_OR_RETURN(UniqueFd folder, open_run_folder(request));
  UniqueFd run_file(
      ::openat(folder.get(), kRunFile, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  const LockAttempt attempt = run_file ? try_lock(run_file.get()) : LockAttempt::kImpossible;
  if (attempt == LockAttempt::kBusy) return handle;
  if (attempt == LockAttempt::kImpossible) {
    return fail(code_of_system_error(errno),
                "the run's file cannot be locked: " + std::generic_category().message(errno),
                path);
  }
  const auto content = read_small_file(folder.get(), kRunFile);
  if (!content && passes(errno)) return cannot_be_read(path, errno);
  if (!content || run_records_from(*content).start) return handle;
  if (request.find_only) return no_such_run(request);
  if (!content->empty() && ::ftruncate(run_file.get(), 0) != 0) {
    return fail(ErrorCode::kUnavailable, "a torn record cannot be removed", path);
  }
  TUNER_RETURN_IF_ERROR(start(request, std::move(folder), std::move(run_file)));
  return handle;
}

Result<GpuGrant> LocalProcess::take_gpus(const RunRequest& request) const {
  std::vector<std::string> avoid;
  for (const std::string& place : request.avoid_places) {
    for (std::string& device : devices_at(place, host_)) avoid.push_back(std::move(device));
  }
  return slots_.take(request.gpus, avoid, devices_at(request.try_place, host_));
}

// Holds the run's lock; the supervisor gets it with the descriptor.
Result<void> LocalProcess::start(const RunRequest& request, UniqueFd folder, UniqueFd run_file) {
  if (::access(request.working_folder.c_str(), X_OK) != 0) {  // it was there when the job was made
    return fail(ErrorCode::kUnavailable,
                "the working folder cannot be entered: " + std::generic_category().message(errno),
                request.working_folder.string());
  }
  TUNER_ASSIGN_OR_RETURN(GpuGrant gpus, take_gpus(request));
  TUNER_ASSIGN_OR_RETURN(TrainingEnvironment training,
                         make_training_environment(folder.get(), request, inherited_));
  if (!gpus.devices.empty()) training.variables["CUDA_VISIBLE_DEVICES"] = joined(gpus.devices);
  const UniqueFd log(::openat(folder.get(),
                              kLogFile,
                              O_WRONLY | O_CREAT | O_APPEND | O_TRUNC | O_CLOEXEC,
                              mode_of_files_in(options_.jobs_folder)));
  if (!log)
    return fail(
        ErrorCode::kUnavailable, "the run's log cannot be created", run_folder(request).string());

  SupervisorOrder order{.run_folder = folder.get(),
                        .run_file = run_file.get(),
                        .time_limit = request.time_limit.value_or(milliseconds{0}),
                        .grace = request.grace,
                        .log_limit = request.log_limit_bytes,
                        .working_folder = request.working_folder.string(),
                        .opt_ml = request.bind_opt_ml ? (run_folder(request) / "ml").string() : "",
                        .place = place_of(host_, gpus.devices),
                        .oom_counter = oom_counter_,
                        .oom_kills = oom_kills(oom_counter_).value_or(0)};
  for (const UniqueFd& lock : gpus.locks) order.slots.push_back(lock.get());
  TUNER_ASSIGN_OR_RETURN(const pid_t supervisor,
                         spawn_supervisor(*options_.supervisor, order, log.get(), training));
  supervisors_.add(run_folder(request).string(), supervisor, {order.log_limit, order.place, true});
  return {};
}

Result<std::optional<LocalProcess::Folder>> LocalProcess::look_into(const std::string& path) {
  const auto missing = [&path]() -> Result<std::optional<Folder>> {
    if (passes(errno)) return cannot_be_read(path, errno);
    return std::nullopt;
  };
  Folder folder{UniqueFd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)), {}, false};
  if (!folder.descriptor) return missing();
  const UniqueFd run_file(::openat(folder.descriptor.get(), kRunFile, O_RDONLY | O_CLOEXEC));
  if (!run_file) return missing();
  folder.locked =
      is_locked(run_file.get());  // before reading: an unlocked file does not change any more
  const auto content = read_small_file(folder.descriptor.get(), kRunFile);
  if (!content && passes(errno)) return cannot_be_read(path, errno);
  folder.records = run_records_from(content.value_or(""));
  return std::optional<Folder>(std::move(folder));
}

// What the folder says of a supervisor that some other `tuner` process has started.
const LiveRun* LocalProcess::adopt(const std::string& path, const Folder& folder) {
  if (!folder.locked || !folder.records.start || folder.records.end) return nullptr;
  const StartRecord& start = *folder.records.start;
  return supervisors_.add(path, start.supervisor, {start.log_limit, start.place})
             ? supervisors_.find(path)
             : nullptr;
}

Result<const LiveRun*> LocalProcess::find_live(const std::string& path) {
  if (const LiveRun* known = supervisors_.find(path)) return known;
  TUNER_ASSIGN_OR_RETURN(const std::optional<Folder> folder, look_into(path));
  return folder ? adopt(path, *folder) : nullptr;
}

Result<RunStatus> LocalProcess::status_of(const std::string& path) {
  if (const LiveRun* live = supervisors_.find(path))
    return RunStatus{.phase = RunPhase::kRunning, .place = live->place};
  TUNER_ASSIGN_OR_RETURN(const std::optional<Folder> folder, look_into(path));
  if (!folder) return lost("there is no such run on this machine");
  if (const LiveRun* live = adopt(path, *folder))
    return RunStatus{.phase = RunPhase::kRunning, .place = live->place};
  const auto& [start, end] = folder->records;
  if (end) {
    const auto failure = read_small_file(folder->descriptor.get(), "ml/output/failure");
    RunStatus status = ended_status(*end, failure.value_or(""));
    status.place = start->place;
    return status;
  }
  if (folder->locked) {
    unwatched_ = true;
    return RunStatus{.phase = start ? RunPhase::kRunning : RunPhase::kQueued, .place = host_};
  }
  if (!start) return lost("the run's supervisor ended before the training began");
  return lost_without_supervisor(path);
}

Result<std::vector<RunStatus>> LocalProcess::status(std::span<const RunHandle> runs) {
  supervisors_.forget_ended();
  unwatched_ = false;
  std::vector<RunStatus> answers;
  answers.reserve(runs.size());
  for (const RunHandle& run : runs) {
    TUNER_ASSIGN_OR_RETURN(RunStatus status, status_of(folder_of(run)));
    answers.push_back(std::move(status));
  }
  return answers;
}

Result<LogChunk> LocalProcess::read_log(const RunHandle& run, std::uint64_t offset) {
  const std::string path = folder_of(run);
  const UniqueFd log(::open((path + "/" + kLogFile).c_str(), O_RDONLY | O_CLOEXEC));
  struct stat file;
  if (!log || ::fstat(log.get(), &file) != 0) {
    return fail(
        errno == ENOENT || errno == ENOTDIR ? ErrorCode::kNotFound : ErrorCode::kUnavailable,
        "the log cannot be opened: " + std::generic_category().message(errno),
        path);
  }
  auto end = static_cast<std::uint64_t>(file.st_size);
  // What is beyond the limit will be cut when the run ends.
  TUNER_ASSIGN_OR_RETURN(const LiveRun* live, find_live(path));
  if (live != nullptr && live->log_limit > 0) end = std::min(end, live->log_limit);
  std::string text(std::min<std::uint64_t>(kLogChunkBytes, end - std::min(end, offset)), '\0');
  const ssize_t got = ::pread(log.get(), text.data(), text.size(), static_cast<off_t>(offset));
  if (got < 0) {
    return fail(ErrorCode::kUnavailable,
                "the log cannot be read: " + std::generic_category().message(errno),
                path);
  }
  text.resize(static_cast<std::size_t>(got));
  return LogChunk{std::move(text), offset + static_cast<std::uint64_t>(got)};
}

Result<void> LocalProcess::stop(const RunHandle& run, milliseconds grace) {
  supervisors_.forget_ended();
  const std::string path = folder_of(run);
  TUNER_ASSIGN_OR_RETURN(const LiveRun* live, find_live_soon(path));
  if (live == nullptr) {
    TUNER_ASSIGN_OR_RETURN(const std::optional<Folder> folder, look_into(path));
    if (!folder || !folder->locked || folder->records.end) return {};
    return fail(ErrorCode::kUnavailable, "the run's supervisor cannot be found", path);
  }
  siginfo_t stop{};
  stop.si_signo = stop_signal();
  stop.si_code = SI_QUEUE;
  stop.si_value.sival_int =
      static_cast<int>(std::clamp(grace, milliseconds{0}, kLongestGrace).count());
  const int supervisor = live->supervisor.get();
  if (::syscall(SYS_pidfd_send_signal, supervisor, stop_signal(), &stop, 0) == 0 || errno == ESRCH)
    return {};
  return fail(ErrorCode::kUnavailable,
              "the run cannot be stopped: " + std::generic_category().message(errno),
              path);
}

// A supervisor of another `tuner` process may be about to write its record.
Result<const LiveRun*> LocalProcess::find_live_soon(const std::string& path) {
  for (milliseconds waited{0};; waited += kLookAgain) {
    TUNER_ASSIGN_OR_RETURN(const LiveRun* live, find_live(path));
    if (live != nullptr) return live;
    TUNER_ASSIGN_OR_RETURN(const std::optional<Folder> folder, look_into(path));
    if (!folder || !folder->locked || folder->records.start || waited >= kPatienceWithStart)
      return nullptr;
    std::this_thread::sleep_for(kLookAgain);
  }
}

Result<void> LocalProcess::remove(const RunHandle&) {
  supervisors_.forget_ended();
  return {};
}

void LocalProcess::wait(milliseconds at_most, std::stop_token wake) {
  supervisors_.wait(unwatched_ ? std::min(at_most, kLookAgain) : at_most, wake);
}

}  // namespace tuner
