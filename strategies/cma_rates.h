// The constants of a covariance matrix adaptation in d dimensions with generations of λ results.
//
//   w_i ∝ ln((λ + 1)/2) − ln i for i = 1 … ⌊λ/2⌋, with sum 1;    μ_w = 1 / Σ w_i²
//
// Source  [Hansen2016], table 1, without negative weights; separable [Ros2008]: c₁ and c_μ are (d + 2)/3 times as large.
#pragma once

#include <Eigen/Core>

namespace tuner {

struct CmaRates {
  Eigen::VectorXd weights;                 // best first
  double effective = 0.0;                  // μ_w
  double path_sigma = 0.0, damping = 0.0;  // c_σ, d_σ
  double path_covariance = 0.0;            // c_c
  double rank_one = 0.0, rank_mu = 0.0;    // c₁, c_μ
  double expected_norm = 0.0;              // E|N(0, I)|
  Eigen::Index eigen_gap = 1;              // generations between two eigendecompositions

  // Contract: dimension >= 1, lambda >= 2.
  CmaRates(Eigen::Index dimension, Eigen::Index lambda, bool separable);
};

// λ = 4 + ⌊3 ln d⌋; d = 0 counts as 1.
Eigen::Index usual_lambda(Eigen::Index dimension);

}  // namespace tuner
