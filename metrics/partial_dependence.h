// What the model says of one parameter, averaged over all others.
//
//   PD(v) = average over c of f(x_j = v, rest = c)
//
// c are scrambled Sobol points of the space's legal configurations in which the parameter is active
// (the parents of a conditional one are given values that allow it). The band is the 95 % interval of
// that average under the joint posterior, not the average of the single intervals: errors that
// neighbouring points share do not cancel, the others do.
//
// Individual curves hold one trial's other values instead of averaging.
//
// Source  [Friedman2001] section 8.2; individual curves [Goldstein2015]; docs/numerics.md, section 13.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tuner/model/trial_model.h"

namespace tuner {

struct DependencePoint {
  ParameterValue value;
  Prediction average;  // in the objective's unit
};

// The posterior means along the parameter with the other values of a trial.
struct IndividualCurve {
  TrialId trial;
  std::vector<double> means;  // one per point
};

struct PartialDependence {
  std::string parameter;
  std::vector<DependencePoint> points;  // ascending, or in the order of the categories
  std::vector<IndividualCurve>
      curves;                   // the best trials by posterior mean; the parameter is active
  std::size_t completions = 0;  // that were averaged
  std::uint64_t left_out = 0;   // levels that are not among the points
};

struct DependenceOptions {
  std::uint32_t completions = 256;
  std::size_t points = 21;  // at most; of categories, those that were tried most often
  std::size_t curves = 5;
  std::uint64_t seed = 0;
};

// kNotFound: no such parameter. kFailedPrecondition: it has one value only, or can never be active.
Result<PartialDependence> partial_dependence(const TrialModel& model,
                                             std::string_view parameter,
                                             const DependenceOptions& options = {});

}  // namespace tuner
