// The log marginal likelihood of a Gaussian process and all its derivatives from one factorisation.
//
//   ℒ = −½ (z−m)ᵀα − Σ ln L_ii − (n/2) ln 2π,     K = K_f + σ_n² I = L Lᵀ,   α = K⁻¹(z − m)
//
// With a known g, m is m + ρ g: ∂ℒ/∂ρ = gᵀα.
//
// With Q = ½(ααᵀ − K⁻¹), W = Q ∘ σ_f² dκ/d(r²), ω = W 1 and V = W U (U the scaled inputs) every
// length scale's derivative is a sum over columns: no n×n matrix per parameter. docs/numerics.md,
// section 4.
//
// Shapes  x is n×P, z has n entries, g as many or none; θ as in gp_parameters.h, with ρ where there is a g.
// Source  [Rasmussen2006] eq. 2.30 and 5.9.
#pragma once

#include <Eigen/Core>

#include "tuner/gp/gp_parameters.h"
#include "tuner/gp/kernel.h"

namespace tuner {

// What a process is fitted to.
struct GpData {
  Eigen::MatrixXd x;
  ColumnGroups groups;
  Eigen::VectorXd z;
  Eigen::VectorXd g = {};  // the known part of the mean at every row; empty: there is none

  bool transfer() const { return g.size() > 0; }
};

// ℒ of the same data at one θ after the other: what is n×n is made once.
class LogLikelihood {
 public:
  // `data` must outlive it.
  explicit LogLikelihood(const GpData& data);

  Eigen::Index groups() const { return group_count(data_.groups); }

  // −∞ where K is not positive definite in double precision.
  double at(const Eigen::VectorXd& theta);

  // ∂ℒ/∂θ where at() was asked last. Contract: ℒ was finite, and this is the first question after it.
  Eigen::VectorXd gradient();

 private:
  Eigen::VectorXd length_scale_gradient();

  const GpData& data_;
  GpParameters parameters_;
  Eigen::MatrixXd scaled_, scaled_and_one_, product_;  // n×P, n×(P + 1)
  Eigen::MatrixXd factor_, slope_;  // lower triangles: L, then Q; σ_f² dκ/d(r²), then W
  Eigen::VectorXd alpha_;
  double fit_ = 0.0;  // (z − m)ᵀα
};

// ℒ + ln p(θ): what a fit maximises; `gradient` becomes its derivative where it is finite.
double log_posterior(LogLikelihood& likelihood, const Eigen::VectorXd& theta);
double log_posterior(LogLikelihood& likelihood,
                     const Eigen::VectorXd& theta,
                     Eigen::VectorXd& gradient);

}  // namespace tuner
