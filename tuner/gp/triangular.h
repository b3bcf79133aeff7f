// The inverse of a covariance matrix from its Cholesky factor, for the likelihood's gradient
// and for leaving one out.
//
//   K = L Lᵀ   ⇒   K⁻¹ = L⁻ᵀ L⁻¹
//
// Both steps halve the matrix and do the work in matrix products at the joints: 2n³/3 operations in
// all, against 2n³ for solving with the identity. Only the lower triangle is read and written.
#pragma once

#include <Eigen/Core>

namespace tuner {

// L ← L⁻¹. Contract: no zero on the diagonal.
void invert_lower(Eigen::Ref<Eigen::MatrixXd> l);

// M ← lower triangle of MᵀM, where M is lower triangular.
void gram_of_lower(Eigen::Ref<Eigen::MatrixXd> m);

}  // namespace tuner
