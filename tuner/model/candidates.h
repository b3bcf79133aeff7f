// Points of the unit cube from which the search for the next configuration starts.
//
// None is forbidden. One half is spread over the whole space, the other lies around the best points known, at
// distances from coarse to fine.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "tuner/base/rng.h"
#include "tuner/model/model_coordinates.h"

namespace tuner {

// A uniform point, snapped; it may be forbidden.
Eigen::VectorXd draw_uniform(const ModelCoordinates& coordinates, Rng& rng);

// `count` snapped points as rows; `centres` (allowed, best first, the first ones preferred) may be
// empty: then all are uniform.
Eigen::MatrixXd draw_candidates(const ModelCoordinates& coordinates,
                                const std::vector<Eigen::VectorXd>& centres,
                                Eigen::Index count,
                                Rng& rng);

}  // namespace tuner
