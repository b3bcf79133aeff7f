#include "backends/local_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "backends/file_lock.h"
#include "backends/oom_counter.h"
#include "backends/process_table.h"
#include "backends/run_end.h"
#include "backends/spawn_supervisor.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kChunkBytes = 256 * 1024;
constexpr milliseconds kPatienceWithLeftOvers{2'000};
constexpr milliseconds kPatienceWithStart{
    1'000};                             // from a supervisor's first instruction to its record
constexpr milliseconds kLookAgain{20};  // for what cannot be waited for

// What the folder says at one moment.
struct Folder {
  UniqueFd descriptor;
  RunRecords records;
  bool locked = false;  // somebody starts or supervises the run
};

std::optional<Folder> look_into(const std::string& path) {
  Folder folder{UniqueFd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)), {}, false};
  if (!folder.descriptor) return std::nullopt;
  const UniqueFd run_file(::openat(folder.descriptor.get(), kRunFile, O_RDONLY | O_CLOEXEC));
  if (!run_file) return std::nullopt;
  folder.locked =
      is_locked(run_file.get());  // before reading: an unlocked file does not change any more
  folder.records =
      run_records_from(read_small_file(folder.descriptor.get(), kRunFile).value_or(""));
  return folder;
}

RunStatus lost(std::string why) {
  return {.phase = RunPhase::kEnded, .end = RunEnd::kLost, .reason = std::move(why)};
}

RunStatus lost_without_supervisor(const std::string& folder) {
  const bool clean = kill_left_overs(folder, kPatienceWithLeftOvers);
  return lost(
      clean ? "the run's supervisor was killed, and with it the training"
            : "the run's supervisor was killed, and a process of the run does not die of KILL");
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

std::string joined(const std::vector<std::string>& devices) {
  std::string list;
  for (const std::string& device : devices) list += (list.empty() ? "" : ",") + device;
  return list;
}

int poll_milliseconds(milliseconds time) {
  return static_cast<int>(std::clamp<std::int64_t>(time.count(), 0, 3'600'000));
}

}  // namespace

Result<std::unique_ptr<LocalProcess>> LocalProcess::create(LocalProcessOptions options) {
  if (!options.supervisor) options.supervisor = find_supervisor();
  if (!options.supervisor || ::access(options.supervisor->c_str(), X_OK) != 0) {
    return fail(ErrorCode::kFailedPrecondition,
                "tuner-supervisor is neither beside this program, nor in ../libexec/tuner, nor "
                "where it was installed",
                options.supervisor.value_or("").string());
  }
  UniqueFd ends(::epoll_create1(EPOLL_CLOEXEC)), wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  epoll_event woken{.events = EPOLLIN, .data = {.ptr = nullptr}};
  if (!ends || !wake || ::epoll_ctl(ends.get(), EPOLL_CTL_ADD, wake.get(), &woken) != 0) {
    return fail(ErrorCode::kUnavailable,
                "no further files can be opened: " + std::generic_category().message(errno));
  }
  return std::unique_ptr<LocalProcess>(
      new LocalProcess(std::move(options), std::move(ends), std::move(wake)));
}

LocalProcess::LocalProcess(LocalProcessOptions options, UniqueFd ends, UniqueFd wake)
    : options_(std::move(options)),
      inherited_(inherited_environment()),
      slots_(options_.slots_folder, options_.gpus ? *options_.gpus : find_gpus()),
      host_(host_name()),
      oom_counter_(find_oom_counter()),
      ends_(std::move(ends)),
      wake_(std::move(wake)) {}

BackendTraits LocalProcess::traits() const { return {.name = "local"}; }

Result<RunHandle> LocalProcess::submit(const RunRequest& request) {
  RunHandle handle{"local", run_folder(request).string()};
  if (live_.contains(handle.id)) return handle;
  TUNER_ASSIGN_OR_RETURN(UniqueFd folder, open_run_folder(request));
  UniqueFd run_file(
      ::openat(folder.get(), kRunFile, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  const LockAttempt attempt = run_file ? try_lock(run_file.get()) : LockAttempt::kImpossible;
  if (attempt == LockAttempt::kBusy) return handle;
  if (attempt == LockAttempt::kImpossible) {
    return fail(ErrorCode::kFailedPrecondition,
                "the run's file cannot be locked: " + std::generic_category().message(errno),
                handle.id);
  }
  const auto content = read_small_file(folder.get(), kRunFile);
  if (!content || run_records_from(*content).start) return handle;
  if (!content->empty() && ::ftruncate(run_file.get(), 0) != 0) {
    return fail(ErrorCode::kUnavailable, "a torn record cannot be removed", handle.id);
  }
  TUNER_RETURN_IF_ERROR(start(request, std::move(folder), std::move(run_file)));
  return handle;
}

// Holds the run's lock; the supervisor gets it with the descriptor.
Result<void> LocalProcess::start(const RunRequest& request, UniqueFd folder, UniqueFd run_file) {
  TUNER_ASSIGN_OR_RETURN(GpuGrant gpus, slots_.take(request.gpus));
  TUNER_ASSIGN_OR_RETURN(TrainingEnvironment training,
                         make_training_environment(folder.get(), request, inherited_));
  if (!gpus.devices.empty()) training.variables["CUDA_VISIBLE_DEVICES"] = joined(gpus.devices);
  const UniqueFd log(
      ::openat(folder.get(), kLogFile, O_WRONLY | O_CREAT | O_APPEND | O_TRUNC | O_CLOEXEC, 0666));
  if (!log)
    return fail(
        ErrorCode::kUnavailable, "the run's log cannot be created", run_folder(request).string());

  SupervisorOrder order{
      .run_folder = folder.get(),
      .run_file = run_file.get(),
      .time_limit = request.time_limit.value_or(milliseconds{0}),
      .grace = request.grace,
      .log_limit = request.log_limit_bytes,
      .working_folder = request.working_folder.string(),
      .opt_ml = request.bind_opt_ml ? (run_folder(request) / "ml").string() : "",
      .place = host_ + (gpus.devices.empty() ? "" : " gpu " + joined(gpus.devices)),
      .oom_counter = oom_counter_,
      .oom_kills = oom_kills(oom_counter_).value_or(0)};
  for (const UniqueFd& lock : gpus.locks) order.slots.push_back(lock.get());
  TUNER_ASSIGN_OR_RETURN(const pid_t supervisor,
                         spawn_supervisor(*options_.supervisor, order, log.get(), training));
  watch(run_folder(request).string(), supervisor, {order.log_limit, order.place, true});
  return {};
}

// False when the process is gone already, or no file can be opened; its folder will tell.
bool LocalProcess::watch(const std::string& folder, pid_t supervisor, Live live) {
  live.supervisor = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, supervisor, 0)));
  if (!live.supervisor) return false;
  if (!live.our_child && !belongs_to_run(supervisor, folder)) return false;
  const auto entry = live_.insert_or_assign(folder, std::move(live)).first;
  epoll_event ended{.events = EPOLLIN, .data = {.ptr = &*entry}};
  if (::epoll_ctl(ends_.get(), EPOLL_CTL_ADD, entry->second.supervisor.get(), &ended) == 0)
    return true;
  live_.erase(entry);
  return false;
}

void LocalProcess::forget_ended() {
  std::array<epoll_event, 64> events;
  int count;
  do {
    count = ::epoll_wait(ends_.get(), events.data(), static_cast<int>(events.size()), 0);
    for (int i = 0; i < count; ++i) {
      const auto* entry =
          static_cast<LiveRuns::value_type*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (entry == nullptr) {
        eventfd_t ignored;
        ::eventfd_read(wake_.get(), &ignored);
        continue;
      }
      siginfo_t info;
      const auto process = static_cast<id_t>(entry->second.supervisor.get());
      if (entry->second.our_child) ::waitid(P_PIDFD, process, &info, WEXITED | WNOHANG);
      live_.erase(live_.find(entry->first));
    }
  } while (count == static_cast<int>(events.size()));
}

// The run's entry if its supervisor is alive and can be watched; finds supervisors of other `tuner`
// processes too.
const LocalProcess::Live* LocalProcess::find_live(const std::string& path) {
  if (const auto known = live_.find(path); known != live_.end()) return &known->second;
  const auto folder = look_into(path);
  if (!folder || !folder->locked || !folder->records.start || folder->records.end) return nullptr;
  const StartRecord& start = *folder->records.start;
  return watch(path, start.supervisor, {start.log_limit, start.place}) ? &live_.at(path) : nullptr;
}

RunStatus LocalProcess::status_of(const std::string& path) {
  if (const Live* live = find_live(path))
    return {.phase = RunPhase::kRunning, .place = live->place};
  const auto folder = look_into(path);
  if (!folder) return lost("there is no such run on this machine");
  const auto& [start, end] = folder->records;
  if (end) {
    const auto failure = read_small_file(folder->descriptor.get(), "ml/output/failure");
    RunStatus status = ended_status(*end, failure.value_or(""));
    status.place = start->place;
    return status;
  }
  if (folder->locked) {
    unwatched_ = true;
    return {.phase = start ? RunPhase::kRunning : RunPhase::kQueued, .place = host_};
  }
  if (!start) return lost("the run's supervisor ended before the training began");
  return lost_without_supervisor(path);
}

Result<std::vector<RunStatus>> LocalProcess::status(std::span<const RunHandle> runs) {
  forget_ended();
  unwatched_ = false;
  std::vector<RunStatus> answers;
  answers.reserve(runs.size());
  for (const RunHandle& run : runs) answers.push_back(status_of(run.id));
  return answers;
}

Result<LogChunk> LocalProcess::read_log(const RunHandle& run, std::uint64_t offset) {
  const UniqueFd log(::open((run.id + "/" + kLogFile).c_str(), O_RDONLY | O_CLOEXEC));
  if (!log)
    return fail(ErrorCode::kNotFound,
                "the run has no log: " + std::generic_category().message(errno),
                run.id);
  std::uint64_t size = kChunkBytes;
  // What is beyond the limit will be cut when the run ends.
  const Live* live = find_live(run.id);
  if (live != nullptr && live->log_limit > 0) {
    size = std::min(size, live->log_limit - std::min(live->log_limit, offset));
  }
  std::string text(size, '\0');
  const ssize_t got = ::pread(log.get(), text.data(), text.size(), static_cast<off_t>(offset));
  if (got < 0)
    return fail(ErrorCode::kUnavailable,
                "the log cannot be read: " + std::generic_category().message(errno),
                run.id);
  text.resize(static_cast<std::size_t>(got));
  return LogChunk{std::move(text), offset + static_cast<std::uint64_t>(got)};
}

Result<void> LocalProcess::stop(const RunHandle& run, milliseconds grace) {
  forget_ended();
  const Live* live = find_live(run.id);
  const auto starting = [&] {
    const auto folder = look_into(run.id);
    return folder && folder->locked && !folder->records.end;
  };
  for (milliseconds waited{0}; live == nullptr && waited < kPatienceWithStart && starting();
       waited += kLookAgain) {
    ::poll(nullptr, 0, poll_milliseconds(kLookAgain));
    live = find_live(run.id);
  }
  if (live == nullptr) {
    if (starting())
      return fail(ErrorCode::kUnavailable, "the run's supervisor cannot be found", run.id);
    return {};
  }
  siginfo_t stop{};
  stop.si_signo = stop_signal();
  stop.si_code = SI_QUEUE;
  stop.si_value.sival_int = poll_milliseconds(grace);
  const long sent =
      ::syscall(SYS_pidfd_send_signal, live->supervisor.get(), stop_signal(), &stop, 0);
  if (sent == 0 || errno == ESRCH) return {};
  return fail(ErrorCode::kUnavailable,
              "the run cannot be stopped: " + std::generic_category().message(errno),
              run.id);
}

Result<void> LocalProcess::remove(const RunHandle&) {
  forget_ended();
  return {};
}

void LocalProcess::wait(milliseconds at_most, std::stop_token wake) {
  const std::stop_callback on_wake(wake, [this] { ::eventfd_write(wake_.get(), 1); });
  if (unwatched_) at_most = std::min(at_most, kLookAgain);
  epoll_event event;
  ::epoll_wait(ends_.get(), &event, 1, poll_milliseconds(at_most));
  forget_ended();
}

}  // namespace tuner
