// How much of the variation of the model's mean each parameter explains.
//
//   f(u) = min(μ(u), median of μ),   u uniform in [0,1]^D
//   first_j = 1 − ½ E(f(B) − f(A_B^j))² / V       alone
//   total_j =     ½ E(f(A) − f(A_B^j))² / V       with all interactions
//
// A and B are independent points, A_B^j is A with coordinate j from B. What is worse than the median
// counts as the median, so that the shares describe the good half of the space and are not
// dominated by how bad its bad corners are. Every point stands for the configuration that it decodes
// to: a changed parent brings its children into being with values of their own, and the coordinates
// stay independent, which the decomposition needs.
//
// The indices are averages over eight sets of points. Their errors add two variances: of the average,
// and of a jackknife that leaves out one trial in eight and fits the model anew, which says how much
// hangs on single trials.
//
// Source  [Jansen1999], [Saltelli2010]; cutting at a quantile [Hutter2014]; docs/numerics.md,
//         section 12.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tuner/model/trial_model.h"

namespace tuner {

struct SobolIndex {
  std::string parameter;
  double first = 0.0, total = 0.0;              // shares of V
  double first_error = 0.0, total_error = 0.0;  // one standard error
};

struct SobolOptions {
  bool whole_space = false;    // f = μ instead
  std::uint32_t points = 512;  // of A and of B, eight times; fewer where that would take too long
  std::uint64_t seed = 0;
};

struct SobolIndices {
  std::vector<SobolIndex> parameters;  // the largest total first; constants are left out
  double deviation = 0.0;  // √V in the objective's unit; 0: the model is flat, all are 0
  double median = 0.0;     // of μ over the space, in the objective's unit
};

SobolIndices sobol_indices(const TrialModel& model, const SobolOptions& options = {});

}  // namespace tuner
