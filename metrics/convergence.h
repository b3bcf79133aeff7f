// How far a search has come: what may still be gained, and whether anything still happens.
//
//   bound       r = min over tried (μ + √β σ) − min over all (μ − √β σ),   β = (2/5) ln(d n² π² / (6 δ))
//               with a nominal confidence of 1 − δ = 0.9 the best tried configuration is at most this
//               much worse than the best possible one, if the model is right
//   stagnation  how much the best value improved over the last max(10, 3 d, a tenth) trials, and the
//               largest expected improvement that is left, both as shares of the spread of the good
//               values (their interquartile range); both below 1 %: the search stagnates
//
// d is the number of parameters that vary, n of results learnt from, those from before the job included; tried, improving and good are
// trials of the job itself. Both can be read at any time; they
// stop nothing.
//
// Source  [Makarova2022], with β as in [Akiba2019]; docs/numerics.md, section 14.
#pragma once

#include <cstddef>
#include <optional>

#include "tuner/model/trial_model.h"

namespace tuner {

inline constexpr std::size_t kFewestForRegretBound = 20;  // trials with a value
inline constexpr double kNegligibleShare = 0.01;          // of the spread of the good values

// In the objective's unit. nullopt: fewer values than that.
std::optional<double> regret_bound(const TrialModel& model);

// A regret that makes no difference, in the objective's unit: what a repetition of the best training would vary by (the standard
// deviation of the noise), or a hundredth of the spread of the good values, whichever is more.
double negligible_regret(const TrialModel& model);

struct Stagnation {
  TrialId best;                       // with the best value
  std::size_t since_best = 0;         // trials that ended after it
  std::size_t window = 0;             // trials over which the improvement counts
  double spread = 0.0;                // of the good values; 0: they are equal, and no shares exist
  double expected_improvement = 0.0;  // the largest left, in the objective's unit
  std::optional<double> improvement = {};  // over the window, in the objective's unit; nullopt: not
                                           // yet more trials than that
  std::optional<double> improvement_share() const { return share(improvement); }
  std::optional<double> expected_share() const { return share(expected_improvement); }
  bool stagnates() const;

 private:
  std::optional<double> share(std::optional<double> of) const;
};

Stagnation stagnation(const TrialModel& model);

}  // namespace tuner
