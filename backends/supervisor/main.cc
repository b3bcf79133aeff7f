// tuner-supervisor: stands between the tuner and one training, and outlives the tuner.
//
// In the flow: LocalProcess starts one for every run. It holds the run's lock for as long as it
// lives, starts the training in a session of its own, keeps its time limit, ends everything that is
// left of it, and writes down how it ended. It is small and static because one is started for every
// run.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "backends/run_records.h"
#include "backends/supervisor/launch.h"
#include "backends/supervisor/log_limit.h"
#include "backends/supervisor/opt_ml.h"
#include "backends/supervisor/order.h"
#include "backends/supervisor/watch.h"
#include "backends/system_error.h"

namespace tuner {
namespace {

// Closes what was inherited by accident, and keeps what was given from reaching the training.
void tidy_descriptors(const SupervisorOrder& order) {
  std::vector<int> kept{order.run_folder, order.run_file};
  kept.insert(kept.end(), order.slots.begin(), order.slots.end());
  std::sort(kept.begin(), kept.end());
  unsigned next = 3;
  for (const int descriptor : kept) {
    const auto number = static_cast<unsigned>(descriptor);
    if (number > next) ::close_range(next, number - 1, 0);
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    next = number + 1;
  }
  ::close_range(next, ~0U, 0);
}

bool record_start(const SupervisorOrder& order) {
  timespec now;
  ::clock_gettime(CLOCK_REALTIME, &now);
  const StartRecord record{
      ::getpid(), now.tv_sec * 1000 + now.tv_nsec / 1'000'000, order.log_limit, order.place};
  return write_all(order.run_file, to_text(record));
}

// `number` is the system's, 0 where there is none.
EndRecord start_error(std::string why, int number = 0) {
  const bool passes = code_of_system_error(number) == ErrorCode::kUnavailable;
  return {.cause = passes ? EndCause::kMachine : EndCause::kStartError, .message = std::move(why)};
}

EndRecord execute(const SupervisorOrder& order, char* const training[], LogLimit& log_limit) {
  if (!order.opt_ml.empty()) {
    if (const std::string problem = bind_opt_ml(order.opt_ml); !problem.empty())
      return start_error(problem);
  }
  if (::chdir(order.working_folder.c_str()) != 0) {
    const int number = errno;
    return start_error("the working folder '" + order.working_folder +
                           "' cannot be entered: " + std::strerror(number),
                       number);
  }
  const std::chrono::milliseconds began = steady_now();
  const Launch started = launch(training);
  if (started.process < 0) return start_error(started.problem, started.number);
  return Watch(order, started.process, began, log_limit).until_the_end();
}

int supervise(const SupervisorOrder& order, char* const training[]) {
  tidy_descriptors(order);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  if (!record_start(order)) return 1;  // the training has not begun, and the empty record says so
  LogLimit log_limit(order.log_limit);
  const EndRecord ended = execute(order, training, log_limit);
  log_limit.finish();
  for (const int slot : order.slots)
    ::close(slot);  // free for the next run before this one counts as ended
  return write_all(order.run_file, to_text(ended)) ? 0 : 1;
}

}  // namespace
}  // namespace tuner

int main(int, char** argv) {
  const auto read = tuner::order_from(argv + 1);
  if (!read) {
    constexpr std::string_view kUsage = "tuner-supervisor is started by tuner itself\n";
    tuner::write_all(STDERR_FILENO, kUsage);
    return 2;
  }
  return tuner::supervise(read->order, read->training);
}
