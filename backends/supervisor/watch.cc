#include "backends/supervisor/watch.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include <algorithm>

#include "backends/oom_counter.h"
#include "backends/supervisor/descendants.h"

namespace tuner {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kKillAgainAfter{20};  // a process may fork while its family is being killed
constexpr milliseconds kGiveUpAfter{
    10'000};  // after the first KILL: what is left hangs in the kernel
constexpr milliseconds kLogCheckEvery{1'000};
constexpr milliseconds kNever{24 * 3'600'000};
constexpr int kShellsCodeForKill = 128 + SIGKILL;

// The next of the three signals that matter; signal 0 when none came in time.
siginfo_t wait_for_signal(milliseconds at_most) {
  sigset_t expected;
  ::sigemptyset(&expected);
  ::sigaddset(&expected, SIGTERM);
  ::sigaddset(&expected, SIGCHLD);
  ::sigaddset(&expected, stop_signal());
  const timespec timeout{at_most.count() / 1000, (at_most.count() % 1000) * 1'000'000};
  siginfo_t arrived{};
  if (::sigtimedwait(&expected, &arrived, &timeout) < 0) arrived.si_signo = 0;
  return arrived;
}

bool was_killed(const EndRecord& record) {
  return record.signal == SIGKILL || record.exit_code == kShellsCodeForKill;
}

}  // namespace

milliseconds steady_now() {
  timespec now;
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::chrono::duration_cast<milliseconds>(std::chrono::seconds{now.tv_sec} +
                                                  std::chrono::nanoseconds{now.tv_nsec});
}

Watch::Watch(const SupervisorOrder& order, pid_t training, milliseconds began, LogLimit& log_limit)
    : order_(order), log_limit_(log_limit), training_(training), began_(began) {
  if (log_limit_.is_set()) log_check_at_ = began_ + kLogCheckEvery;
}

EndRecord Watch::until_the_end() {
  while (true) {
    reap();
    const milliseconds now = steady_now();
    record_.ran_for = now - began_;
    record_.left_over = !nothing_left_ && kill_at_ && now >= *kill_at_ + kGiveUpAfter;
    if (nothing_left_ || record_.left_over) break;
    act(now);
    const milliseconds patience = std::max(next_deadline() - now, milliseconds{0});
    const siginfo_t arrived = wait_for_signal(patience);
    if (arrived.si_signo == SIGTERM) stop(EndCause::kOutside, order_.grace);
    if (arrived.si_signo == stop_signal() && arrived.si_code == SI_QUEUE) {
      stop(EndCause::kStop, milliseconds{arrived.si_value.sival_int});
    }
  }
  if (was_killed(record_) && !order_.oom_counter.empty()) {
    record_.oom_kill = oom_kills(order_.oom_counter).value_or(0) > order_.oom_kills;
  }
  return record_;
}

void Watch::reap() {
  int status = 0;
  pid_t ended;
  while ((ended = ::waitpid(-1, &status, WNOHANG)) > 0) {
    if (ended != training_) continue;
    training_ended_ = true;
    if (WIFEXITED(status)) record_.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) record_.signal = WTERMSIG(status);
  }
  nothing_left_ = ended < 0 && errno == ECHILD;
}

void Watch::act(milliseconds now) {
  if (!kill_at_ && training_ended_) {
    end(EndCause::kOwn, order_.grace, now);
  } else if (!kill_at_ && order_.time_limit > milliseconds{0} &&
             now >= began_ + order_.time_limit) {
    end(EndCause::kTimeLimit, order_.grace, now);
  }
  if (kill_at_ && now >= *kill_at_) signal_descendants(SIGKILL);
  keep_log_short(now);
}

void Watch::end(EndCause cause, milliseconds grace, milliseconds now) {
  record_.cause = cause;
  kill_at_ = now + grace;
  signal_descendants(SIGTERM);
}

// A second stop may only shorten what is left of the grace.
void Watch::stop(EndCause cause, milliseconds grace) {
  const milliseconds now = steady_now();
  reap();
  if (kill_at_) {
    kill_at_ = std::min(*kill_at_, now + grace);
  } else if (!training_ended_) {
    end(cause, grace, now);
  }
}

milliseconds Watch::next_deadline() const {
  const milliseconds now = steady_now();
  milliseconds next = now + kNever;
  if (kill_at_) {
    next = std::max(*kill_at_, now + kKillAgainAfter);
  } else if (order_.time_limit > milliseconds{0}) {
    next = began_ + order_.time_limit;
  }
  return log_check_at_ ? std::min(next, *log_check_at_) : next;
}

void Watch::keep_log_short(milliseconds now) {
  if (!log_check_at_ || now < *log_check_at_) return;
  log_limit_.keep();
  log_check_at_ = now + kLogCheckEvery;
}

}  // namespace tuner
