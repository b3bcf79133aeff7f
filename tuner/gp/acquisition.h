// How promising a point is, as a function of the posterior there; larger is better.
//
//   EI = E[max(τ − f(x), 0)] = σ h(ζ),   ζ = (τ − μ)/σ,   logEI = ln σ + ln h(ζ)
//
// In logs, because EI itself is zero in double precision over most of a space that has been
// searched for a while.
//
// Source  [Jones1998] eq. 15; logarithm [Ament2023]; leaps: docs/numerics.md, section 7.
#pragma once

#include <cmath>

namespace tuner {

struct AcquisitionValue {
  double value = 0.0;
  double d_mean = 0.0, d_variance = 0.0;  // partial derivatives
};

class LogExpectedImprovement {
 public:
  // The incumbent τ: the smallest posterior mean at points that were or are being tried. Robust
  // against a lucky observation.
  explicit LogExpectedImprovement(double incumbent) : incumbent_(incumbent) {}

  // Contract: variance > 0.
  AcquisitionValue operator()(double mean, double variance) const;

 private:
  double incumbent_;
};

// ln E[I + w max(I − ξ, 0)] with I = max(τ − f, 0): improvements beyond ξ, the leap, count 1 + w times.
class LogExpectedLeap {
 public:
  // Contract: leap and weight are positive.
  LogExpectedLeap(double incumbent, double leap, double weight)
      : step_(incumbent), leap_(incumbent - leap), log_weight_(std::log(weight)) {}

  // Contract: variance > 0.
  AcquisitionValue operator()(double mean, double variance) const;

 private:
  LogExpectedImprovement step_, leap_;
  double log_weight_;
};

// ln P(f(x) < t) = ln Φ((t − μ)/σ).
class LogProbabilityBelow {
 public:
  explicit LogProbabilityBelow(double threshold) : threshold_(threshold) {}

  // Contract: variance > 0.
  AcquisitionValue operator()(double mean, double variance) const;

 private:
  double threshold_;
};

}  // namespace tuner
