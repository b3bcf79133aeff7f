// Ctrl-C and its relatives, turned into wishes of a RunControl by a thread of their own.
//
//   SIGINT    first: drain; second: stop the trainings (the job stays resumable); third: leave
//   SIGTERM, SIGHUP    leave at once; the trainings go on
//
// A signal that was ignored when the program began (nohup) stays ignored.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "tuner/run_control.h"

namespace tuner {

class SignalWatch {
 public:
  // To be made before any other thread, which inherit the blocked signals. `announce` is called by the watching thread.
  SignalWatch(RunControl& control, std::function<void(const std::string&)> announce);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  int last_signal() const { return last_signal_; }  // 0: none came

 private:
  void watch();

  RunControl& control_;
  std::function<void(const std::string&)> announce_;
  std::atomic<int> last_signal_ = 0;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace tuner
