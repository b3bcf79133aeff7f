#include "service/signals.h"

#include <pthread.h>
#include <signal.h>

namespace tuner {
namespace {

constexpr int kWakeUp = SIGUSR2;  // sent by the destructor to its own thread

// What the parent had ignored (nohup, a background job of a script) stays ignored.
bool is_ignored(int signal) {
  struct sigaction now {};
  return ::sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, kWakeUp);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    if (!is_ignored(signal)) sigaddset(&set, signal);
  }
  return set;
}

}  // namespace

SignalWatch::SignalWatch(RunControl& control, std::function<void(const std::string&)> announce)
    : control_(control), announce_(std::move(announce)) {
  const sigset_t set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  thread_ = std::thread([this] { watch(); });
}

SignalWatch::~SignalWatch() {
  ending_ = true;
  pthread_kill(thread_.native_handle(), kWakeUp);
  thread_.join();
}

void SignalWatch::watch() {
  using Wish = RunControl::Wish;
  const sigset_t set = watched();
  int interrupts = 0;
  while (true) {
    int signal = 0;
    if (sigwait(&set, &signal) != 0) continue;
    if (ending_) return;
    if (signal == kWakeUp) continue;
    last_signal_ = signal;
    if (signal != SIGINT) {
      control_.request(Wish::kLeave);
      announce_("leaving; trainings that still run, if any, go on");
    } else if (++interrupts == 1) {
      control_.request(Wish::kDrain);
      announce_("no new trials; waiting for the running ones (Ctrl-C again stops them)");
    } else if (interrupts == 2) {
      control_.request(Wish::kStop);
      announce_("stopping the running trials (Ctrl-C again leaves them to themselves)");
    } else {
      control_.request(Wish::kLeave);
    }
  }
}

}  // namespace tuner
