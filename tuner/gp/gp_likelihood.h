// The log marginal likelihood of a Gaussian process and all its derivatives from one factorisation.
//
//   ℒ = −½ (z−m)ᵀα − Σ ln L_ii − (n/2) ln 2π,     K = K_f + σ_n² I = L Lᵀ,   α = K⁻¹(z − m)
//
// With Q = ½(ααᵀ − K⁻¹), W = Q ∘ σ_f² dκ/d(r²), ω = W 1 and P = W U (U the scaled inputs) every
// length scale's derivative is a sum over columns: no n×n matrix per parameter. docs/numerics.md,
// section 4.
//
// Shapes  x is n×P, z has n entries, θ as in gp_parameters.h.
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
};

// ℒ; `gradient` becomes ∂ℒ/∂θ. −∞ where K is not positive definite in double precision.
double log_likelihood(const GpData& data, const Eigen::VectorXd& theta, Eigen::VectorXd& gradient);

// ℒ + ln p(θ): what a fit maximises.
double log_posterior(const GpData& data, const Eigen::VectorXd& theta, Eigen::VectorXd& gradient);

}  // namespace tuner
