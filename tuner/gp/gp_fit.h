// Finds the hyperparameters that maximise the posterior, and decides when and on which rows that is
// done.
//
//   θ̂ = argmax ℒ(θ) + ln p(θ)
//
// A fit begins at the best of a few fixed points, never at an earlier result: it is a function of
// its data alone, whatever happened before, and a restarted process finds the same bits. An
// evaluation costs n³, and more rows change the optimum little: many rows are represented by some
// of them, few at first, more to the end.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "tuner/gp/gp_likelihood.h"
#include "tuner/gp/gp_parameters.h"
#include "tuner/gp/lbfgs.h"

namespace tuner {

struct GpFit {
  GpParameters parameters;
  // Of the rows that were used last. −∞: no starting point could be factorised; the parameters are
  // the first of them.
  double log_posterior = 0.0;
  int evaluations = 0;
  LbfgsStop stop = LbfgsStop::kNotFinite;
};

GpFit fit_gp(const GpData& data);

// The number of observations at the last fit when there are `count`: every one up to 64, then at
// each growth by 5 %.
Eigen::Index last_fit_count(Eigen::Index count);

// At most `limit` of the rows of x, ascending: the best quarter (smallest z), the newest quarter,
// and the rest spread greedily, each as far as possible from those already chosen. Deterministic;
// O(n · limit · P).
std::vector<Eigen::Index> representative_rows(const Eigen::Ref<const Eigen::MatrixXd>& x,
                                              const Eigen::Ref<const Eigen::VectorXd>& z,
                                              Eigen::Index limit);

}  // namespace tuner
