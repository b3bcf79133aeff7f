// Of points with several losses those that count: the front.
//
// Shapes  points are n×M, one row each, smaller is better; the reference has M entries.
// Source  sorting first, so that every point meets only the front so far [Kung1975].
#pragma once

#include <Eigen/Core>

namespace tuner {

// The rows that no other row dominates, of equals the first, sorted by the columns in turn. O(n f M)
// for a front of f rows.
Eigen::MatrixXd non_dominated(const Eigen::MatrixXd& points);

// The front of those rows that are better than the reference in every column. Contract: as many
// columns as entries, at least one.
Eigen::MatrixXd front_below(const Eigen::MatrixXd& points, const Eigen::VectorXd& reference);

}  // namespace tuner
