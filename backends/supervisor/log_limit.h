// Keeps a training's log, which is standard output, within its limit. The training writes the file itself; what it has written
// beyond the limit is cut off once a second. Of that the last lines are kept and stand behind the cut at the end: there most trainings
// say what they have come to.
#pragma once

#include <cstdint>
#include <string>

namespace tuner {

class LogLimit {
 public:
  // In bytes; 0: none, and nothing is ever cut.
  explicit LogLimit(std::uint64_t limit) : limit_(limit) {}

  bool is_set() const { return limit_ > 0; }
  // While the training writes: what it writes in this very moment may be lost, and so is the line that this tears.
  void keep();
  // When nobody writes any more. Says in the log that it was cut, if it was.
  void finish();

 private:
  bool take_lines(std::uint64_t size);
  bool forget_all_but_the_last();

  const std::uint64_t limit_;
  bool was_cut_ = false;
  bool torn_ = true;  // what comes next begins within a line
  std::string last_lines_;
};

}  // namespace tuner
