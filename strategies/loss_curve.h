// The losses of one trial, step by step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tuner/job/early_stopping.h"

namespace tuner {

struct LossPoint {
  std::int64_t step = 0;
  double loss = 0.0;
  double sum = 0.0;   // of the losses up to and including this one
  double best = 0.0;  // the smallest of them
};

class LossCurve {
 public:
  // A step that is seen again (a retried trial) replaces what came after it.
  void add(std::int64_t step, double loss);

  std::size_t size() const { return points_.size(); }
  const LossPoint& operator[](std::size_t i) const { return points_[i]; }  // by increasing step
  const LossPoint& last() const { return points_.back(); }
  // How many points have this step or a smaller one.
  std::size_t count_up_to(std::int64_t step) const;

 private:
  std::vector<LossPoint> points_;
};

// How many points of the curve lie below this step of the resource.
std::size_t count_below(const Resource& resource, const LossCurve& curve, std::int64_t step);

}  // namespace tuner
