// The posterior mean of a Gaussian process as a function of its own, without the factor.
//
//   g(x) = m + σ_f² Σ_i α_i κ(r²(x, x_i))
//
// In the flow: what other tasks taught is the mean of a process of theirs; the process of a new task
// has it as a part of its prior mean (gaussian_process.h). Immutable; may be used from several
// threads.
//
// Shapes  n rows, P columns; a value costs O(n P).
// Source  [Rasmussen2006] eq. 2.25.
#pragma once

#include <Eigen/Core>

#include "tuner/gp/gp_parameters.h"
#include "tuner/gp/kernel.h"

namespace tuner {

class MeanFunction {
 public:
  // `scaled` holds the rows x / ℓ, `alpha` has one entry for each.
  MeanFunction(GpParameters parameters,
               ColumnGroups groups,
               Eigen::MatrixXd scaled,
               Eigen::VectorXd alpha);

  // One entry per row of x.
  Eigen::VectorXd values(const Eigen::Ref<const Eigen::MatrixXd>& x) const;

  // At one point; `gradient` becomes ∇g, with P entries.
  double value(const Eigen::VectorXd& x, Eigen::VectorXd& gradient) const;

 private:
  GpParameters parameters_;
  ColumnGroups groups_;
  Eigen::MatrixXd scaled_;
  Eigen::VectorXd alpha_;
};

}  // namespace tuner
