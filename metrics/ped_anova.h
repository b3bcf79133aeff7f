// Which parameters decide whether a trial is among the best, from the trials alone.
//
//   importance_j = P(active) (γ_a / γ)² Σ_cells (p_top − p_all)² / p_all,   γ = top / all
//
// p_all and p_top are the densities of parameter j among the trials in which it is active, γ_a is
// the share of the best ones among those. It is the variance, over the trials, of the expected
// membership in the best given x_j. The factor in front is 1 for a parameter that is always active;
// for a conditional one it takes away what its parents alone decide, by the law of total variance.
// From every importance the average of as many trials chosen at random is subtracted, because few
// trials differ from all of them by chance as well.
//
// Costs O(n D), no model. Failed configurations, and results that violate a constraint, are trials that are not among the best.
//
// Source  [Watanabe2023]; bandwidth [Scott1992]; conditions and the correction: docs/numerics.md,
//         section 11.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/job/aims.h"
#include "tuner/job/trial.h"
#include "tuner/space/search_space.h"

namespace tuner {

struct ParameterShare {
  std::string parameter;
  double importance = 0.0;  // as above
  double share = 0.0;       // of the sum over all parameters; all 0 where the sum is
  bool clear = false;       // more than 19 of 20 random choices give
};

struct PedAnova {
  std::vector<ParameterShare> parameters;  // the most important first; constants are left out
  std::size_t trials = 0, top = 0;         // all that teach something; the best of them
  double threshold = 0.0;                  // the worst value among the best, in the user's sign
};

inline constexpr std::size_t kFewestForPedAnova = 20;

// The best tenth, but at least √n, against all n. kFailedPrecondition: fewer than 20 trials, fewer than
// 5 values, or so many equal values that no better half can be told from the rest.
Result<PedAnova> ped_anova(const SearchSpace& space,
                           const Aims& aims,
                           std::span<const Trial> trials);

}  // namespace tuner
