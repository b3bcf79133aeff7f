// What several jobs of one process share: how many of their trials may be active at once.
//
// In the flow: the loop reports after every step what its job holds and could use, and takes what it is granted as an
// event (SlotsGranted), so that no suggestion is asked for before its slot is free, and replay knows of it.
#pragma once

#include <cstddef>

namespace tuner {

// One job's part in the sharing. Its loop's thread calls; whoever grants wakes that loop.
class RunSlots {
 public:
  virtual ~RunSlots() = default;
  // `held`: active trials. `wanted`: how many more could start now. What was granted before and not taken counts for `wanted`.
  virtual void report(std::size_t held, std::size_t wanted) = 0;
  // Slots granted since the last call. Those that the next report() does not count as held are free again.
  virtual std::size_t take_granted() = 0;
};

}  // namespace tuner
