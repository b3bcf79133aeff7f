// The slots of this machine, shared by the jobs of one process: a trial begins when its job is granted one.
//
// A free slot goes to a job of the highest priority that wants one; among these to the user who holds the fewest, then to the
// job that holds the fewest, then to the one that was served least since it joined, then to the oldest. So equals take turns,
// also where there are more jobs than slots. Nothing that runs ever loses its slot.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "tuner/run_slots.h"

namespace tuner {

struct SlotClaim {
  std::string user;
  std::int32_t priority = 0;  // higher is served first
  std::size_t held = 0;       // trials that were active before this process had the job
};

// Thread-safe. Outlives what join() returns.
class SlotPool {
 public:
  explicit SlotPool(std::size_t slots,
                    std::size_t per_user = std::numeric_limits<std::size_t>::max());

  // A job takes part until the answer is destroyed. `wake` is called, from any thread, when a slot has been granted to it; it
  // must not call the pool.
  std::unique_ptr<RunSlots> join(SlotClaim claim, std::function<void()> wake);

  std::size_t slots() const { return slots_; }
  std::size_t in_use() const;  // held or granted

 private:
  struct Member {
    SlotClaim claim;
    std::function<void()> wake;
    std::size_t wanted = 0;    // beyond what is held and granted
    std::size_t granted = 0;   // and not yet held
    std::uint64_t served = 0;  // slots so far; who joins later begins with the least of the others
  };
  using Members = std::list<Member>;  // oldest first
  class Share;

  void report(Member& member, std::size_t held, std::size_t wanted);
  std::size_t take_granted(Member& member);
  void leave(Members::iterator member);
  void grant();
  std::size_t held_by(const std::string& user) const;
  std::size_t used() const;
  Member* next();  // null: nobody wants one, or nobody may have it

  const std::size_t slots_, per_user_;
  mutable std::mutex mutex_;
  Members members_;
};

}  // namespace tuner
