// What a trial's result must keep to: bounds on a metric that is known only after the trial, such as at most 20 ms of latency.
// What is known before any trial is a forbidden combination instead (tuner/space/forbidden.h).
#pragma once

#include <optional>
#include <span>
#include <string>

namespace tuner {

struct Constraint {
  std::string metric;
  std::optional<double> min, max;  // at least one; kept at the bound itself

  // How far `value` lies outside, in magnitudes of the larger bound (in the metric's unit where that is 0), so that excesses of
  // different metrics can be added: positive where the constraint is violated, at most 0 where it is kept, and there the
  // distance to the nearer bound. Finite for every finite value.
  double excess(double value) const;

  bool operator==(const Constraint&) const = default;
};

// The sum of the positive excesses; 0: every constraint is kept. Finite for finite excesses.
double violation_of(std::span<const double> excesses);

}  // namespace tuner
