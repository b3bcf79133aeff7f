// Several losses seen along one direction, as one.
//
//   t_ij = (y_ij − best_j) / range_j               of the losses as they are, at most 1e6; the range of extent_of(), but at most three
//                                                  times that of the front as it is now
//   s_i  = max_j t_ij / λ_j + 0.05 Σ_j t_ij        λ: uniform on the part of the sphere where all are positive, at least 0.05
//
// The smallest s is where the ray from the ideal point along λ meets the front. A process of s sees what the losses have in common,
// a factor of them all for instance, which a process of each loss alone does not. Over many directions, one per trial, the whole front
// is improved.
//
// Shapes  losses are n×M, smaller is better; s has n entries.
// Source  one process of an augmented Chebyshev distance for each trial [Knowles2006]; directions on the sphere
//         [Zhang2020], there from a reference inwards.
#pragma once

#include <Eigen/Core>
#include <cstddef>

#include "tuner/base/ids.h"
#include "tuner/base/rng.h"

namespace tuner {

// From so many losses on directions are looked along, and losses are drawn in instead of cut (tuner/gp/targets.h).
inline constexpr std::size_t kFewestForDirections = 3;

// Every second trial: what the losses have in common is seen along a direction alone, and what each is by itself not there.
inline bool looks_along_a_direction(TrialId trial, std::size_t objectives) {
  return objectives >= kFewestForDirections && trial.number % 2 == 0;
}

// λ, M entries.
Eigen::VectorXd draw_direction(Eigen::Index objectives, Rng rng);

// s. Contract: n >= 1, M >= 2, finite; λ > 0.
Eigen::VectorXd distances_along(const Eigen::VectorXd& direction, const Eigen::MatrixXd& losses);

}  // namespace tuner
