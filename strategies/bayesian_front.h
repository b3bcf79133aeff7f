// What the Bayesian strategy wants to fill when there are several objectives: the free space of the
// front of what the models expect at everything that was tried.
//
// In the flow: with three losses and more, every second trial is chosen otherwise (front_direction.h).
//
//   reference   r_j = worst_j + s · range_j over the rows that no earlier row dominates, so that it
//               hardly moves inwards; s = 0.1 for two objectives and where there is no range, −0.1 for more
//   2           the free space below r
//   3 and 4     the same above z_j = best_j − 0.03 range_j, as boxes of which there may be a thousand
//   otherwise   the one box below r that a random direction w leads to:
//               upper_j = min(r_j, z_j + range_j τ / w_j), τ = min over the front of
//               max_j w_j (y_j − z_j) / range_j
//
// No point of the front is in that box: to improve the Chebyshev distance τ to z means to get into
// it. Over many directions, one per trial, the whole front is improved. Why s and z differ with the
// number of objectives is in docs/numerics.md, section 17.
//
// Shapes  means are n×M, in standardised units and the order of the tells; smaller is better.
// Source  directions, one per trial [Knowles2006].
#pragma once

#include <Eigen/Core>

#include "strategies/loss_models.h"
#include "tuner/base/rng.h"
#include "tuner/gp/free_boxes.h"
#include "tuner/gp/maximize.h"
#include "tuner/model/model_coordinates.h"

namespace tuner {

// Of the rows that no earlier row dominates, best and worst of every loss, and their distance. Where that is rounding only (1e-12 of the magnitude), the
// worst is the best, and the range that of all rows, and if that is rounding only as well, 1.
struct Extent {
  Eigen::VectorXd best, worst, range;
};

// Contract: n >= 1, M >= 2.
Extent extent_of(const Eigen::MatrixXd& means);

// Contract: as extent_of().
Eigen::VectorXd reference_point(const Eigen::MatrixXd& means);

// The box that a direction leads to. Contract: as extent_of(), weights > 0.
Boxes box_along(const Eigen::MatrixXd& means, const Eigen::VectorXd& weights);

// `rng` is for the direction, where one is needed. Contract: as extent_of().
Boxes space_to_fill(const Eigen::MatrixXd& means, Rng rng);

// The expected growth of the front of `means` as a function of configurations. Contract: as extent_of().
SearchProblem front_growth(const ModelCoordinates& coordinates,
                           const Processes& processes,
                           const Eigen::MatrixXd& means,
                           const Rng& rng);

}  // namespace tuner
