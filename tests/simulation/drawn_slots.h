// A job's part of slots that others take and give back as chance has it.
#pragma once

#include <algorithm>
#include <cstdint>

#include "tuner/base/rng.h"
#include "tuner/run_slots.h"

namespace tuner::simulation {

class DrawnSlots final : public RunSlots {
 public:
  // `held`: trials that are active already.
  DrawnSlots(std::size_t slots, std::size_t held, Rng rng)
      : slots_(slots), held_(held), rng_(rng) {}

  void report(std::size_t held, std::size_t wanted) override {
    held_ = held;
    wanted_ = wanted;
  }
  std::size_t take_granted() override {
    const std::size_t free = slots_ - std::min(slots_, held_);
    const std::size_t granted = std::min({wanted_, free, std::size_t{rng_.below(3)}});
    wanted_ -= granted;
    held_ += granted;
    return granted;
  }

 private:
  const std::size_t slots_;
  std::size_t held_, wanted_ = 0;
  Rng rng_;
};

}  // namespace tuner::simulation
