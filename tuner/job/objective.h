// What a job wants: a metric and a direction. The only file of the project that flips a sign.
#pragma once

#include <string>

namespace tuner {

enum class Goal { kMinimize, kMaximize };

struct Objective {
  std::string metric;
  Goal goal = Goal::kMinimize;

  // A loss is the objective turned to be minimised; to_value() is the inverse.
  double to_loss(double value) const { return goal == Goal::kMinimize ? value : -value; }
  double to_value(double loss) const { return to_loss(loss); }

  bool operator==(const Objective&) const = default;
};

}  // namespace tuner
