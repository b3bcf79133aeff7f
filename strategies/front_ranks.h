// The order of points with several losses by which evolution selects: first by rank, then by how
// alone a point is among those of its rank.
//
//   rank 0     what no other point dominates
//   rank k     what only points of the ranks below k dominate
//   crowding   Σ_j of the distance in loss j between the two neighbours, as a share of the range;
//              infinite at both ends of a loss
//
// Where there are constraints, points that violate them come after all others, the lesser violation first: such a point is
// dominated by every point that keeps them, and by every one that violates them less.
//
// Shapes  n points with M >= 1 losses each.
// Source  [Deb2002], sections III-A and III-B; constraints: section VI.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tuner {

// One entry per point; equal points have equal ranks. O(n² M).
std::vector<std::size_t> front_ranks(std::span<const std::vector<double>> losses);

// The crowding distance of every point among all of `losses`, which are meant to have one rank.
std::vector<double> crowding_distances(std::span<const std::vector<double>> losses);

// Indices, best first: by rank, then by falling crowding distance within the rank, then by index.
std::vector<std::size_t> front_order(std::span<const std::vector<double>> losses);

// The same with a violation for each point, 0 where it keeps every constraint; of equal violations the earlier one first.
std::vector<std::size_t> constrained_order(std::span<const std::vector<double>> losses,
                                           std::span<const double> violations);

}  // namespace tuner
