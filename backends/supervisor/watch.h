// Keeps a running training within its limits until nothing of it is left.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>

#include "backends/run_records.h"
#include "backends/supervisor/log_limit.h"
#include "backends/supervisor/order.h"

namespace tuner {

std::chrono::milliseconds steady_now();

// Contract: every signal is blocked, this process is a child subreaper, and `training` is its
// child, begun at `began` or after.
class Watch {
 public:
  Watch(const SupervisorOrder& order,
        pid_t training,
        std::chrono::milliseconds began,
        LogLimit& log_limit);

  // Returns when every descendant has ended, or did not die of KILL in time.
  EndRecord until_the_end();

 private:
  using Milliseconds = std::chrono::milliseconds;

  void reap();
  void act(Milliseconds now);
  void end(EndCause cause, Milliseconds grace, Milliseconds now);
  void stop(EndCause cause, Milliseconds grace);
  Milliseconds next_deadline() const;
  void keep_log_short(Milliseconds now);

  const SupervisorOrder& order_;
  LogLimit& log_limit_;
  const pid_t training_;
  const Milliseconds began_;
  EndRecord record_;
  bool training_ended_ = false, nothing_left_ = false;
  std::optional<Milliseconds> kill_at_;  // set: TERM has been sent
  std::optional<Milliseconds> log_check_at_;
};

}  // namespace tuner
