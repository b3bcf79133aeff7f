#include "backends/supervisors.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "backends/process_table.h"

namespace tuner {

Result<Supervisors> Supervisors::create() {
  UniqueFd ends(::epoll_create1(EPOLL_CLOEXEC)), wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  epoll_event woken{.events = EPOLLIN, .data = {.ptr = nullptr}};
  if (!ends || !wake || ::epoll_ctl(ends.get(), EPOLL_CTL_ADD, wake.get(), &woken) != 0) {
    return fail(ErrorCode::kUnavailable,
                "no further files can be opened: " + std::generic_category().message(errno));
  }
  return Supervisors(std::move(ends), std::move(wake));
}

bool Supervisors::add(const std::string& run_folder, pid_t supervisor, LiveRun run) {
  run.supervisor = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, supervisor, 0)));
  if (!run.supervisor) return false;
  if (!run.our_child && !belongs_to_run(supervisor, run_folder)) return false;
  const auto entry = live_.insert_or_assign(run_folder, std::move(run)).first;
  epoll_event ended{.events = EPOLLIN, .data = {.ptr = &*entry}};
  const int descriptor = entry->second.supervisor.get();
  if (::epoll_ctl(ends_.get(), EPOLL_CTL_ADD, descriptor, &ended) == 0) return true;
  live_.erase(entry);
  return false;
}

const LiveRun* Supervisors::find(const std::string& run_folder) const {
  const auto found = live_.find(run_folder);
  return found == live_.end() ? nullptr : &found->second;
}

void Supervisors::forget_ended() {
  std::array<epoll_event, 64> events;
  const int count = ::epoll_wait(ends_.get(), events.data(), static_cast<int>(events.size()), 0);
  for (int i = 0; i < count; ++i) {
    const auto* entry =
        static_cast<LiveRuns::value_type*>(events[static_cast<std::size_t>(i)].data.ptr);
    if (entry == nullptr) {
      eventfd_t ignored;
      ::eventfd_read(wake_.get(), &ignored);
      continue;
    }
    siginfo_t ignored;
    const auto process = static_cast<id_t>(entry->second.supervisor.get());
    if (entry->second.our_child) ::waitid(P_PIDFD, process, &ignored, WEXITED | WNOHANG);
    forget(entry->first);
  }
}

// Closing the descriptor is not enough to end its events: a process that is just being spawned may hold a copy for a moment.
void Supervisors::forget(const std::string& run_folder) {
  const auto entry = live_.find(run_folder);
  ::epoll_ctl(ends_.get(), EPOLL_CTL_DEL, entry->second.supervisor.get(), nullptr);
  live_.erase(entry);
}

void Supervisors::wait(std::chrono::milliseconds at_most, const std::stop_token& wake) {
  const std::stop_callback on_wake(wake, [this] { ::eventfd_write(wake_.get(), 1); });
  const auto timeout = std::clamp<std::int64_t>(at_most.count(), 0, 3'600'000);
  epoll_event first;
  ::epoll_wait(ends_.get(), &first, 1, static_cast<int>(timeout));
  forget_ended();
}

}  // namespace tuner
