// Matérn 5/2 covariance with one length scale per group of columns.
//
//   k(x, y) = σ_f² κ(r²),   κ = (1 + s + s²/3) e^{−s},   s = √(5 r²)
//   r² = Σ_c (x_c − y_c)² / ℓ_{g(c)}²
//   dκ/d(r²) = −(5/6)(1 + s) e^{−s}, regular at r = 0
//
// In the flow: whoever needs covariances has them from here, and none but kernel.cc knows the form of κ. Another kernel that depends on
// r² is another `Profile` there: positive definite for every P, κ(0) = 1, with a slope that is Lipschitz in r², since r² is rounded
// by about 1e-13 (Matérn 3/2 has none). What else it changes: docs/numerics.md, section 3.
//
// Shapes  x is n×P, y is m×P, points are rows. g maps the P columns to G groups: the columns that
//         together describe one parameter (a one-hot block, an arc) share one length scale.
// Source  [Rasmussen2006] eq. 4.17; automatic relevance determination in section 5.1.
#pragma once

#include <Eigen/Core>
#include <vector>

namespace tuner {

// Entry c is the group of column c. Groups are numbered from 0 without gaps.
using ColumnGroups = std::vector<Eigen::Index>;
Eigen::Index group_count(const ColumnGroups& groups);

// x with every column divided by the length scale of its group: n×P.
Eigen::MatrixXd scale_columns(const Eigen::Ref<const Eigen::MatrixXd>& x,
                              const ColumnGroups& groups,
                              const Eigen::VectorXd& length_scales);

// r² between the rows of a and of b, both already scaled: n×m, never negative.
Eigen::MatrixXd squared_distances(const Eigen::Ref<const Eigen::MatrixXd>& a,
                                  const Eigen::Ref<const Eigen::MatrixXd>& b);

// r² between the rows of a and one point, both already scaled: n entries, from differences and so without rounding at 0.
Eigen::VectorXd squared_distances_to(const Eigen::VectorXd& point,
                                     const Eigen::Ref<const Eigen::MatrixXd>& a);

// ∇ₓ Σ_i w_i r²(x, x_i) = 2 Σ_i w_i (x_c − x_ic) / ℓ_{g(c)}², with the point and the rows scaled: P entries.
Eigen::VectorXd gradient_of_distances(const Eigen::VectorXd& weights,
                                      const Eigen::VectorXd& point,
                                      const Eigen::Ref<const Eigen::MatrixXd>& a,
                                      const ColumnGroups& groups,
                                      const Eigen::VectorXd& length_scales);

// r² becomes κ(r²), in place and element by element; the second form also returns dκ/d(r²). Contract: slope has the shape of r²,
// and is another matrix.
void correlate(Eigen::Ref<Eigen::MatrixXd> r2);
void correlate(Eigen::Ref<Eigen::MatrixXd> r2, Eigen::Ref<Eigen::MatrixXd> slope);

// The lower triangles of σ_f² κ and of σ_f² dκ/d(r²) between the rows of a, already scaled: half of the work of the functions
// above. Contract: k and slope are n×n; what is above their diagonals is not touched, or of no use.
void covariance_of_rows(const Eigen::Ref<const Eigen::MatrixXd>& a,
                        double signal_variance,
                        Eigen::Ref<Eigen::MatrixXd> k);
void covariance_of_rows(const Eigen::Ref<const Eigen::MatrixXd>& a,
                        double signal_variance,
                        Eigen::Ref<Eigen::MatrixXd> k,
                        Eigen::Ref<Eigen::MatrixXd> slope);

}  // namespace tuner
