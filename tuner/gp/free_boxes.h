// The part of the space below a reference that no point of a front dominates, cut into boxes that do
// not overlap: where a new point would make the front better.
//
//   { y : y <= r, no p in F with p <= y } = ∪_i Π_j [lower_ij, upper_ij]
//
// By slicing: between two neighbouring values of the last objective the cross-section is the same
// problem for the points below, with one objective less. A box of a cross-section that goes on into
// the next slice is one box, so that M = 2 gives n + 1 boxes, M = 3 about 2 n, M = 4 the order of n².
//
// Shapes  points are n×M, one row each, smaller is better; boxes are rows.
// Source  the partition into slices, as for expected growth in [Emmerich2016].
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <optional>

namespace tuner {

struct Boxes {
  Eigen::MatrixXd lower, upper;  // B×M; lower may be −∞, upper is finite and larger
};

// nullopt: there are more than `most`. Points that are not below the reference in every objective
// count nothing. Contract: finite, M >= 1.
std::optional<Boxes> free_boxes(const Eigen::MatrixXd& points,
                                const Eigen::VectorXd& reference,
                                std::size_t most);

}  // namespace tuner
