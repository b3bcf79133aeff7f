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

namespace tuner {

// The rows that no other row dominates, of equals the first, sorted by the columns in turn.
Eigen::MatrixXd non_dominated(const Eigen::MatrixXd& points);

// The front of those rows that are better than the reference in every column.
Eigen::MatrixXd front_below(const Eigen::MatrixXd& points, const Eigen::VectorXd& reference);

// Rows that are not better than the reference in every column count nothing; 0 when none is.
// O(n log n) for M = 2; exponential in n at worst beyond, meant for M <= 4. Contract: finite, M >= 1.
double hypervolume(const Eigen::MatrixXd& points, const Eigen::VectorXd& reference);

}  // namespace tuner
