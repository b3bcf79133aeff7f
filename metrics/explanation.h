// What the model said of a configuration at the moment when its trial was created.
//
//   EI = (τ − μ) Φ(ζ) + σ φ(ζ),  ζ = (τ − μ)/σ       the first term comes from the mean, the second
//                                                    from not knowing
//
// Where configurations have failed, EI is multiplied with the probability that this one works, and
// where there are constraints with the probability that it keeps them, as by the strategy. The model
// is rebuilt from the trials that had ended until then; trials that were running shape the variance,
// as they do for the strategy. For jobs of other strategies it is what a model would have said.
//
// Source  [Jones1998]; docs/numerics.md, sections 7 and 14.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "tuner/base/result.h"
#include "tuner/model/trial_model.h"

namespace tuner {

// A trial that had ended, or kBeforeTheJob, by its distance in length scales of the model.
struct NearTrial {
  TrialId trial;
  double distance = 0.0;
  double correlation = 0.0;          // of the losses there and here, by the model: 1 … 0
  std::optional<double> value = {};  // nullopt: its configuration failed
};

// Values are in the objective's unit and sign.
struct TrialExplanation {
  std::size_t learnt_from = 0, running = 0;  // trials at that moment, without this one
  std::size_t earlier = 0;                   // of those learnt from: results from before the job
  Prediction mean;                           // of the configuration
  Prediction value;                          // of a training with it: noise included
  std::optional<double> seen = {};           // what came of it
  // Where trials have budgets: of the values that were known, and of this trial. Of two different ones nothing is compared.
  std::optional<std::int64_t> known_budget = {}, budget = {};
  std::optional<double> cut_value = {};  // see TrialModel
  double best_mean = 0.0;                // τ: the best posterior mean that it had to beat
  double expected_improvement = 0.0;
  std::size_t compared = 0;        // configurations at random
  std::size_t promising_more = 0;  // of them
  double random_best = 0.0;        // the largest expected improvement among them
  double from_mean = 0.0;          // share of the expected improvement: 1 exploits, 0 explores
  double known = 0.0;              // 1 − variance / prior variance: 1 where everything is known
  std::vector<NearTrial> nearest;  // at most 3
};

// Trials that had ended when `trial` was created, and those that were created before it and had not.
struct Moment {
  std::vector<Trial> ended, running;
};
Moment moment_of(const Trial& trial, std::span<const Trial> trials);

// kInvalidArgument: its configuration is not of this space. kFailedPrecondition: no trial was expected to keep every
// constraint, so that there was nothing to improve on. Else as TrialModel::create().
Result<TrialExplanation> explain_trial(const SearchSpace& space,
                                       const Aims& aims,
                                       std::span<const Trial> trials,
                                       const Trial& trial,
                                       const Prior& prior = {});

}  // namespace tuner
