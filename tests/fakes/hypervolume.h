// How much of the space between a front and a reference is dominated: the one number that tells
// whether a front became better.
//
//   HV(F) = volume of { y : p <= y <= r for some p in F }
//
// Two objectives by a sweep over the sorted points; more by exclusive contributions,
//   HV(F) = Σ_i [ Π_j (r_j − p_ij)  −  HV({max(p_i, q) : q after p_i}) ],
// where the limited sets of the recursion shrink to their own fronts. Exact up to rounding.
//
// Shapes  points are n×M, one row each, smaller is better; the reference has M entries.
// Source  [While2012].
#pragma once

#include <Eigen/Core>

#include "tuner/gp/non_dominated.h"

namespace tuner {

// Of a sorted front: stripes between neighbours in the first objective.
inline double dominated_area(const Eigen::MatrixXd& front, const Eigen::VectorXd& reference) {
  double sum = 0.0;
  for (Eigen::Index i = 0; i < front.rows(); ++i) {
    const double right = i + 1 < front.rows() ? front(i + 1, 0) : reference[0];
    sum += (right - front(i, 0)) * (reference[1] - front(i, 1));
  }
  return sum;
}

inline double dominated_volume(const Eigen::MatrixXd& front, const Eigen::VectorXd& reference) {
  if (front.rows() == 0) return 0.0;
  if (front.cols() == 2) return dominated_area(front, reference);
  double sum = 0.0;
  for (Eigen::Index i = 0; i < front.rows(); ++i) {
    const Eigen::RowVectorXd point = front.row(i);
    Eigen::MatrixXd limited = front.bottomRows(front.rows() - i - 1);
    for (Eigen::Index k = 0; k < limited.rows(); ++k)
      limited.row(k) = limited.row(k).cwiseMax(point);
    const double box = (reference.transpose() - point).prod();
    sum += box - dominated_volume(non_dominated(limited), reference);
  }
  return sum;
}

// Rows that are not better than the reference in every column count nothing; 0 when none is.
// O(n log n) for M = 2; exponential in n at worst beyond, meant for M <= 4. Contract: finite, M >= 1.
inline double hypervolume(const Eigen::MatrixXd& points, const Eigen::VectorXd& reference) {
  return dominated_volume(front_below(points, reference), reference);
}

}  // namespace tuner
